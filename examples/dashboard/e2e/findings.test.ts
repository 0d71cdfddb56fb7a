import { afterAll, beforeAll, expect, it } from "vitest";
import { describeInBrowser } from "./describe-in-browser";
import { column, findingRows, findingsTable, settled } from "./locators";
import { pages } from "./open-page";
import { demoMonth, type Served, serveDashboard } from "./serve-dashboard";

const pageSize = 25;

const sorts = [
  ["Severity", "-severity"],
  ["Rule", "rule_name"],
  ["User", "user"],
  ["Events", "-event_count"],
  ["Status", "status"],
] as const;

const turned = <Key extends string>(sort: Key | `-${Key}`) =>
  (sort.startsWith("-") ? sort.slice(1) : `-${sort}`) as Key | `-${Key}`;

describeInBrowser("the table of findings", () => {
  const open = pages();
  let served: Served;
  beforeAll(async () => {
    served = await serveDashboard(demoMonth());
  });
  afterAll(() => served?.close());

  it("shows the newest findings as the API has them", async () => {
    const findings = await served.engine.findings({ limit: pageSize });
    const page = await open(served);
    await settled(page);
    expect(await column(page, "Finding")).toEqual(findings.map(({ description }) => description));
    expect(await column(page, "Rule")).toEqual(findings.map(({ rule_name }) => rule_name));
    expect(await column(page, "User")).toEqual(findings.map(({ user }) => user ?? "No user"));
    expect(await column(page, "Events")).toEqual(findings.map(({ event_count }) => String(event_count)));
    const times = await findingsTable(page)
      .locator("time")
      .evaluateAll((all) => all.map((time) => time.getAttribute("title")));
    expect(times).toEqual(findings.map(({ timestamp }) => `${timestamp.slice(0, 10)} ${timestamp.slice(11, 19)} UTC`));
  });

  it("sorts by a click on a column's head, and the other way round by a second one", async () => {
    const page = await open(served);
    for (const [name, first] of sorts) {
      const head = findingsTable(page).getByRole("columnheader", { name });
      for (const sort of [first, turned(first)]) {
        await head.getByRole("button").click();
        await page.waitForURL(`**/?sort=${sort}`);
        await settled(page);
        expect(await head.getAttribute("aria-sort")).toBe(sort.startsWith("-") ? "descending" : "ascending");
        const expected = await served.engine.findings({ limit: pageSize, sort });
        expect(await column(page, "Finding")).toEqual(expected.map(({ description }) => description));
      }
      expect(await findingsTable(page).locator("[aria-sort=ascending], [aria-sort=descending]").count()).toBe(1);
    }
  });

  it("narrows by any of several severities", async () => {
    const { findings_by_severity: counts } = await served.engine.summary();
    const page = await open(served);
    const group = page.getByRole("group", { name: "Severity" });
    await group.getByRole("button", { name: "High" }).click();
    await group.getByRole("button", { name: "Low" }).click();
    await settled(page);
    expect(new URL(page.url()).search).toBe("?severity=low&severity=high");
    expect(new Set(await column(page, "Severity"))).not.toContain("Medium");
    await page
      .getByText(new RegExp(`of ${counts.high + counts.low}$`))
      .first()
      .waitFor();
    await group.getByRole("button", { name: "Low" }).click();
    await settled(page);
    expect(new Set(await column(page, "Severity"))).toEqual(new Set(["High"]));
  });

  it("narrows by a user and a rule, typed or picked, and clears", async () => {
    const [finding] = await served.engine.findings({ limit: 1, rule_name: "login-failed" });
    if (!finding?.user) throw new Error("the demo month has no failed logins");
    const total = await served.engine.count("findings", { user: finding.user, rule_name: "login-failed" });
    const page = await open(served);
    await settled(page);

    const user = page.getByRole("combobox", { name: "User" });
    await user.click();
    await user.fill(finding.user);
    await user.press("Enter");
    await page.waitForURL(/user=/);

    const rule = page.getByRole("combobox", { name: "Rule" });
    await rule.click();
    await page.getByRole("option", { name: "login-failed" }).click();
    await settled(page);
    expect(new URL(page.url()).searchParams.get("rule_name")).toBe("login-failed");
    expect(new Set(await column(page, "User"))).toEqual(new Set([finding.user]));
    expect(new Set(await column(page, "Rule"))).toEqual(new Set(["login-failed"]));
    expect(await findingRows(page).count()).toBe(Math.min(total, pageSize));

    await page.getByRole("button", { name: "Clear filters" }).click();
    await settled(page);
    expect(new URL(page.url()).search).toBe("");
    expect(await findingRows(page).count()).toBe(pageSize);
  });

  it("picks with the keyboard, and leaves the filter as it was on Escape", async () => {
    const page = await open(served);
    await settled(page);
    const rule = page.getByRole("combobox", { name: "Rule" });
    await rule.focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    const active = await rule.getAttribute("aria-activedescendant");
    const option = page.getByRole("option", { selected: true });
    expect(await option.getAttribute("id")).toBe(active);
    const name = (await option.textContent()) ?? "";
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/?rule_name=${name}`);
    await rule.fill("something");
    await page.keyboard.press("Escape");
    expect(await rule.inputValue()).toBe(name);
    expect(new URL(page.url()).search).toBe(`?rule_name=${name}`);
  });

  it("keeps the option that was reached when more are offered", async () => {
    const page = await open(served);
    await settled(page);
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route("**/api/findings?limit=200", async (route) => {
      await held;
      await route.continue();
    });
    const rule = page.getByRole("combobox", { name: "Rule" });
    await rule.focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    const options = page.getByRole("option");
    const before = await options.count();
    const name = (await page.getByRole("option", { selected: true }).textContent()) ?? "";
    const loaded = page.waitForResponse((response) => response.url().includes("limit=200"));
    release();
    await loaded;
    await page.waitForFunction((count) => document.querySelectorAll("[role=option]").length > count, before);
    await page.keyboard.press("Enter");
    await settled(page);
    expect(new URL(page.url()).searchParams.get("rule_name")).toBe(name);
  });

  it("turns its pages, and shows each finding once", async () => {
    const all = await served.engine.findings({ limit: 1000 });
    const pageCount = Math.ceil(all.length / pageSize);
    const page = await open(served);
    const seen: string[] = [];
    for (let number = 1; number <= pageCount; number++) {
      await page.getByText(`Page ${number} of ${pageCount}`).waitFor();
      await settled(page);
      seen.push(...(await column(page, "Finding")));
      if (number < pageCount) await page.getByRole("button", { name: "Next page" }).click();
    }
    expect(seen).toEqual(all.map(({ description }) => description));
    expect(await page.getByRole("button", { name: "Next page" }).isEnabled()).toBe(false);
    expect(pageCount).toBeGreaterThan(1);
  });

  it("keeps filters, order and page in the address: for reload, back and forward", async () => {
    const page = await open(served, { path: "/?severity=low&severity=high&sort=user&page=2" });
    await settled(page);
    const shown = await findingRows(page).allInnerTexts();
    expect(shown.length).toBeGreaterThan(0);
    await page.reload();
    await settled(page);
    expect(await findingRows(page).allInnerTexts()).toEqual(shown);
    expect(await page.getByRole("button", { name: "Low", pressed: true }).count()).toBe(1);

    await page.getByRole("button", { name: "Previous page" }).click();
    await page.waitForURL((url) => !url.search.includes("page"));
    await settled(page);
    await page.goBack();
    await expect.poll(() => findingRows(page).allInnerTexts()).toEqual(shown);
  });

  it("opens a row on a click or by keyboard, with its facts, its events and every field", async () => {
    const [finding] = await served.engine.findings({ limit: 1, rule_name: "login-failed" });
    if (!finding?.user) throw new Error("the demo month has no failed logins");
    const page = await open(served, { path: `/?rule_name=login-failed` });
    await settled(page);
    await findingRows(page).first().click();
    const details = page.locator(`#finding-${finding.id}`);
    await details.getByText(`risk ${finding.risk_score} of 100`).waitFor();
    await details.getByText("completed the finding").first().waitFor();
    await details.getByText("All fields of the finding").click();
    await details.getByText(finding.fingerprint).waitFor();
    await details.locator("li summary").first().click();
    await details.locator("li pre").first().waitFor();

    const button = page.getByRole("button", { name: /^Details of/ }).first();
    expect(await button.getAttribute("aria-expanded")).toBe("true");
    await button.press("Enter");
    expect(await details.count()).toBe(0);
    await button.press("Enter");
    await details.getByRole("button", { name: "Only this user" }).click();
    await page.waitForURL((url) => url.searchParams.get("user") === finding.user);
  });

  it("keeps rows at 36 pixels, numbers at the right, and its head in sight", async () => {
    const page = await open(served);
    await settled(page);
    const heights = await findingRows(page).evaluateAll((rows) =>
      rows.map((row) => row.getBoundingClientRect().height),
    );
    expect(new Set(heights)).toEqual(new Set([36]));
    await page.mouse.wheel(0, 600);
    const head = findingsTable(page).getByRole("columnheader", { name: "Severity" });
    await expect.poll(async () => (await head.boundingBox())?.y).toBe(48);
    const events = findingRows(page).first().locator("td").nth(6);
    expect(await events.evaluate((cell) => getComputedStyle(cell).textAlign)).toBe("right");
  });
});
