// What a table shows, taken out: read by openpyxl, as departments read it, and as CSV.
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { axeFaults } from "../support/axe.js";
import { sheets } from "../support/sheet.js";
import { broken, expect, test } from "../support/test.js";

/** The file's path and name. */
async function taken(page: Page, kind: "Excel" | "CSV"): Promise<[string, string]> {
  await page.getByRole("button", { name: "Last ned" }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: kind }).click()]);
  return [await download.path(), download.suggestedFilename()];
}

// Proves REP-6
test("plans go out as they are narrowed, ordered and shown", async ({ as }) => {
  const page = await as("specialist");
  await page.goto("/manage/plans?access=all&sort=-name&kind=competence&columns=owner,name,status");
  const names = page.locator("tbody a[id^=plan-]");
  await expect(names.first()).toBeVisible();
  const shown = await names.allTextContents();
  expect(shown.length).toBeGreaterThan(2);
  const [path, name] = await taken(page, "Excel");
  expect(name).toMatch(/^Planer \d{4}-\d\d-\d\d\.xlsx$/);
  const sheet = (await sheets(path))["Planer"];
  const heads = await page.locator("thead th").allTextContents();
  expect(sheet?.rows[0]).toEqual(heads.map((head) => head.trim()));
  const column = heads.findIndex((head) => head.trim() === "Navn");
  const rows = sheet?.rows.slice(1).map((row) => row[column]) ?? [];
  expect(rows.slice(0, shown.length)).toEqual(shown);
  expect(rows.join()).toMatch(/[æøå]/i);
  expect(new Set(sheet?.types)).toEqual(new Set(["sss"]));

  // the same by CSV, by keyboard alone
  await page.getByRole("button", { name: "Last ned" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "CSV" })).toBeVisible();
  expect(await axeFaults(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "CSV" })).toBeHidden();
  await expect(page.getByRole("button", { name: "Last ned" })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  expect(download.suggestedFilename()).toMatch(/\.csv$/);
  const lines = (await readFile(await download.path(), "utf8")).replace(/^\uFEFF/, "").trim().split("\r\n");
  expect(lines[0]).toBe(heads.map((head) => `"${head.trim()}"`).join(";"));
  expect(lines).toHaveLength(rows.length + 1);
  await expect(page.getByRole("status").filter({ hasText: "Filen er lastet ned" })).toBeVisible();

  // an error stands where the button is
  await broken(page, "**/api/v1/plans?*", async () => {
    await page.getByRole("button", { name: "Last ned" }).click();
    await page.getByRole("button", { name: "Excel" }).click();
    await expect(page.locator(".export [role=alert], .export .ds-alert").first()).toBeVisible();
  });
});

// Proves REP-6
test("numbers and dates of employees are numbers and dates", async ({ as }) => {
  const page = await as("manager");
  await page.goto("/employees");
  await expect(page.locator("tbody tr").first()).toBeVisible();
  const [path] = await taken(page, "Excel");
  const sheet = (await sheets(path))["Medarbeidere"];
  const [head, ...rows] = sheet?.rows ?? [];
  expect(head?.slice(0, 7)).toEqual(["Navn", "Stilling", "Enhet", "Tilgjengelighet", "Startdato", "Planer", "Status planer"]);
  expect(rows).toHaveLength(await page.locator("tbody tr").count());
  for (const [at, row] of rows.entries()) {
    expect(sheet?.types[at + 1]).toBe("ssssdnnnnnnnnnn");
    expect(row[4]).toMatch(/^\d{4}-\d\d-\d\d 00:00:00$/);
    expect(Number(row[6] ?? 0)).toBeLessThanOrEqual(1);
  }
});

test("the other tables have it too", async ({ as }) => {
  for (const [who, address, sheet] of [
    ["trustAdmin", "/manage/requirements?which=all", "Krav"],
    ["trustAdmin", "/manage/requirements?which=archive", "Arkiverte krav"],
    ["trustAdmin", "/manage/plans?which=archive", "Arkiverte planer"],
    ["specialist", "/signing?tab=awaiting", "Signering"],
    ["owner", "/admin/roles", "Tilgangsstyring"],
  ] as const) {
    const page = await as(who);
    await page.goto(address);
    const [path] = await taken(page, "Excel");
    expect(Object.keys(await sheets(path)), address).toEqual([sheet]);
  }
});
