export { type FakeSourceOptions, fake } from "./fake/fake.js";
export { fakeEvents, generateFakeEvent, generateFakeEvents } from "./fake/fake-events.js";
export type { FakeOptions } from "./fake/options.js";
export { type FileOptions, file } from "./file/file.js";
export { type ListedFile, type ListOptions, listFiles } from "./file/find/list-files.js";
export type { RecordInput } from "./file/open.js";
export { type Place, placeText, type ReadItem } from "./file/read-item.js";
export { type ReadOptions, readRecords } from "./file/read-records.js";
export type { Format } from "./formats/format.js";
export {
  createNormalizer,
  type FormatName,
  formatNames,
  formats,
  type Normalizer,
  type RecordFormat,
  recogniseFormat,
  recordFormatSchema,
} from "./formats/formats.js";
export type { FieldMapping, GenericMapping } from "./formats/generic-mapping.js";
export { type GithubDelivery, normalizeGithubDelivery } from "./formats/github-webhook/github-webhook.js";
export { type GithubAuditLogOptions, githubAuditLog } from "./github/audit-log.js";
export {
  type FetchGithubEventsOptions,
  fetchGithubEvents,
  type GithubEventsOptions,
  githubEvents,
  normalizeGithubEvent,
} from "./github/events.js";
export { type GithubOptions, github } from "./github/github.js";
export { type GithubWebhooksOptions, githubWebhooks } from "./github/webhooks.js";
