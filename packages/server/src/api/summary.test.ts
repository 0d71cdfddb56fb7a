import { findingSchema, severities } from "@mcm/engine";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { event, serve } from "../testing/serve.js";

const days = z.array(z.strictObject({ date: z.iso.date(), count: z.int().positive() }));

/** Exactly the documented fields, no others. */
const summary = z.strictObject({
  total_events: z.int(),
  total_findings: z.int(),
  findings_by_severity: z.strictObject({ low: z.int(), medium: z.int(), high: z.int(), critical: z.int() }),
  events_over_time: days,
  findings_over_time: days,
});

async function total(url: string, list: string): Promise<number> {
  const response = await fetch(`${url}/api/${list}`);
  return Number(response.headers.get("x-total-count"));
}

describe("GET /api/stats/summary", () => {
  it("is all zeros for an empty database", async () => {
    const { url } = await serve();
    expect(await (await fetch(`${url}/api/stats/summary`)).json()).toEqual({
      total_events: 0,
      total_findings: 0,
      findings_by_severity: { low: 0, medium: 0, high: 0, critical: 0 },
      events_over_time: [],
      findings_over_time: [],
    });
  });

  it("agrees with the lists", async () => {
    const { engine, url } = await serve();
    const types = ["login_failed", "login_success", "role_changed"];
    await engine.ingest(
      Array.from({ length: 2000 }, (_, index) =>
        event(index * 7, { external_id: `n${index}`, user: `u${index % 5}`, event_type: types[index % 3] ?? "" }),
      ),
    );
    const told = summary.parse(await (await fetch(`${url}/api/stats/summary`)).json());
    expect(told.total_events).toBe(await total(url, "events"));
    expect(told.total_findings).toBe(await total(url, "findings"));
    expect(told.total_findings).toBeGreaterThan(600);
    for (const severity of severities) {
      expect(told.findings_by_severity[severity]).toBe(await total(url, `findings?severity=${severity}`));
    }
    for (const { date, count } of told.events_over_time) {
      const next = new Date(Date.parse(date) + 86_400_000).toISOString();
      expect(await total(url, `events?from=${date}&to=${next}`)).toBe(count);
    }
    const findings = z.array(findingSchema).parse(await (await fetch(`${url}/api/findings?limit=1000`)).json());
    const dates = findings.map(({ timestamp }) => timestamp.slice(0, 10));
    for (const { date, count } of told.findings_over_time) {
      expect(dates.filter((one) => one === date)).toHaveLength(count);
    }
  });

  it("can be narrowed to a range of time", async () => {
    const { engine, url } = await serve();
    await engine.ingest([event(0), event(60 * 24)]);
    const told = await (await fetch(`${url}/api/stats/summary?from=2025-01-21&to=2025-01-22`)).json();
    expect(told).toMatchObject({ total_events: 1, events_over_time: [{ date: "2025-01-21", count: 1 }] });
  });

  it("refuses what it does not take", async () => {
    const { url } = await serve();
    const response = await fetch(`${url}/api/stats/summary?from=x&user=ada`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ parameters: [{ parameter: "from" }, { parameter: "user" }] });
  });
});
