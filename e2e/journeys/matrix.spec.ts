// How a plan stands with everybody on the ward: read by keyboard, opened, come back to, and taken out.
import type { Page } from "@playwright/test";
import { sheets } from "../support/sheet.js";
import { broken, expect, test } from "../support/test.js";

const PLAN = "SIHF-Med-SP3-Ny sykepleier";

async function choose(page: Page, plan: string): Promise<void> {
  await page.goto("/");
  await page.getByRole("navigation").getByRole("link", { name: "Status planer" }).click();
  await page.getByRole("searchbox", { name: "Søk etter plan" }).fill(plan.slice(-12));
  await page.getByRole("link", { name: plan }).click();
  await expect(page.getByRole("heading", { level: 1, name: plan })).toBeVisible();
}

// Proves FOL-2, FUL-1
test("a cell is found by keyboard, opened, and come back to", async ({ as }) => {
  const page = await as("manager");
  await choose(page, PLAN);
  const grid = page.getByRole("grid", { name: `Status for ${PLAN}` });
  await expect(grid).toHaveAttribute("aria-rowcount", "23");
  await expect(grid).toHaveAttribute("aria-colcount", "16");
  for (const name of ["Ikke påbegynt", "Påbegynt", "Venter på signatur", "Avvist", "Innfridd", "Utløper snart", "Utløpt", "Ikke relevant"]) {
    await expect(page.getByRole("list", { name: "Slik leses symbolene" }).getByText(name, { exact: true })).toBeVisible();
  }

  // one stop by Tab, and arrows from there
  const cell = (row: number, column: number) => page.locator(`#cell-${row}-${column}`);
  await expect(grid.locator("[tabindex='0']")).toHaveCount(1);
  await cell(1, 1).focus();
  const press = async (key: string, row: number, column: number): Promise<void> => {
    await page.keyboard.press(key);
    await expect(cell(row, column)).toBeFocused();
  };
  await press("ArrowRight", 1, 2);
  await press("ArrowDown", 2, 2);
  await press("ArrowLeft", 2, 1);
  await press("Home", 2, 0);
  await press("End", 2, 15);
  await press("Control+End", 21, 15);
  await press("ArrowDown", 21, 15);
  await press("Control+Home", 0, 0);
  await page.keyboard.press("PageDown");
  await expect(page.locator(":focus")).toHaveAttribute("id", /^cell-([5-9]|1\d)-0$/);
  await press("Control+Home", 0, 0);
  for (let row = 1; row <= 3; row += 1) await press("ArrowDown", row, 0);
  for (let column = 1; column <= 4; column += 1) await press("ArrowRight", 3, column);
  await expect(grid.locator("[tabindex='0']")).toHaveCount(1);
  await expect(cell(3, 4)).toBeInViewport();

  // what it says is what the plan says
  const requirement = (await page.locator("#cell-0-4").textContent())?.trim() ?? "";
  const said = (await cell(3, 4).getAttribute("title")) ?? "";
  expect(said).toContain(requirement);
  const name = (await page.locator("#cell-3-0").textContent())?.trim() ?? "";
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/employees\/.*\/plans\/.*requirement=/);
  await expect(page.getByRole("heading", { level: 2, name: requirement })).toBeVisible();
  await expect(page.getByRole("link", { name })).toBeVisible();
  await expect(page.locator(".sheet .mark").first()).toHaveAttribute("aria-label", said.split(/[,·]/)[0]?.trim() ?? "");
  await page.goBack();
  await expect(cell(3, 4)).toBeFocused();
});

// Proves FOL-2: the elements are few and come to show other rows and columns, which nobody must notice
test("rows and columns come and go as one scrolls, and the focus stays", async ({ as }) => {
  const page = await as("manager");
  await page.setViewportSize({ width: 800, height: 500 });
  await choose(page, PLAN);
  const cell = (row: number, column: number) => page.locator(`#cell-${row}-${column}`);
  const drawn = async (): Promise<Record<string, string>> =>
    Object.fromEntries(await page.locator(".matrix .line a").evaluateAll((all) => all.map((one) => [one.id, `${one.getAttribute("title")} ${one.getAttribute("href")} ${one.parentElement?.className}`])));
  const scroll = async (x: number, y: number): Promise<void> => await page.locator(".matrix").evaluate((frame, [x, y]) => frame.scrollTo(x, y), [x, y] as const);
  const order = async (of: string, attribute: string): Promise<number[]> =>
    await page.locator(of).evaluateAll((all, attribute) => all.map((one) => Number(one.getAttribute(attribute))), attribute);
  await cell(2, 1).focus();
  const before = await drawn();
  expect(Object.keys(before)).not.toContain("cell-21-14");

  await scroll(5000, 5000);
  await expect(cell(21, 14)).toBeInViewport();
  await expect(cell(2, 1)).toBeFocused();
  await expect(page.locator(".matrix [tabindex='0']")).toHaveCount(1);
  const after = await drawn();
  const heads = await page.locator(".matrix .over").evaluateAll((all) => all.map((one) => [one.id, one.textContent ?? ""] as const));
  for (const [id, name] of heads) {
    const column = id.split("-")[2] ?? "";
    for (const [of, said] of Object.entries(after)) if (of.endsWith(`-${column}`)) expect(said).toContain(name);
  }
  // once it stands still, in the order in which it is read, around what has the focus
  const ascending = (all: number[]): number[] => all.toSorted((a, b) => a - b);
  for (const [of, attribute] of [[".matrix .line", "aria-rowindex"], [".matrix .line:last-child > *", "aria-colindex"], [".matrix .titles > *", "aria-colindex"]] as const) {
    await expect.poll(async () => ascending(await order(of, attribute)).join() === (await order(of, attribute)).join()).toBe(true);
  }
  await expect(cell(2, 1)).toBeFocused();

  // and it is what it was where one began
  await scroll(0, 0);
  await expect(cell(1, 2)).toBeInViewport();
  const again = await drawn();
  for (const [id, said] of Object.entries(before)) expect(again[id]).toBe(said);
  await page.keyboard.press("ArrowDown");
  await expect(cell(3, 1)).toBeFocused();
});

// Proves FOL-2, FUL-8, REP-6
test("repetitions have a tab, and each tab goes out as it stands", async ({ as }) => {
  const page = await as("manager");
  await choose(page, "SIHF-Med-SP3-Prosedyrer og utstyr");
  await page.getByRole("tab", { name: /Repeterende krav/ }).click();
  await expect(page).toHaveURL(/tab=repetitions/);
  const ida = page.getByRole("row", { name: /Ida Nilsen/ });
  const times = (await ida.getByRole("gridcell").first().textContent())?.trim() ?? "";
  expect(times).toMatch(/^\d+\/\d+$/);
  const taken = async (): Promise<unknown[][]> => {
    await page.getByRole("button", { name: "Last ned" }).click();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Excel" }).click()]);
    expect(download.suggestedFilename()).toMatch(/^Status planer SIHF-Med-SP3-Prosedyrer og utstyr \d{4}-\d\d-\d\d\.xlsx$/);
    return (await sheets(await download.path()))["Status planer"]?.rows ?? [];
  };
  const row = (rows: unknown[][]): unknown[] => rows.find((row) => row[0] === "Ida Nilsen") ?? [];
  const repetitions = await taken();
  expect(String(repetitions[0]?.[4])).toMatch(new RegExp(`\\(av ${times.split("/")[1]}\\)$`));
  expect(String(row(repetitions)[4])).toBe(times.split("/")[0]);

  await page.getByRole("tab", { name: /^Krav/ }).click();
  await expect(ida.getByRole("gridcell").first()).toBeVisible();
  const titles = await ida.getByRole("gridcell").locator("a").evaluateAll((all) => all.map((one) => one.getAttribute("title") ?? ""));
  const words = row(await taken()).slice(4).map(String);
  expect(words).toHaveLength(titles.length - 1);
  for (const [at, word] of words.entries()) expect(titles[at]).toContain(word.split(",")[0]);
});

// Proves FOL-2
test("what cannot be fetched says so, and is fetched again", async ({ as }) => {
  const page = await as("manager");
  await page.goto("/plan-status");
  await broken(page, "**/api/v1/plan-status/*", async () => {
    await page.getByRole("link", { name: PLAN }).click();
    await expect(page.getByRole("alert")).toBeVisible();
  });
  await page.getByRole("button", { name: "Prøv igjen" }).click();
  await expect(page.getByRole("grid")).toBeVisible();
  await page.goto("/plan-status/01890a5d-ac96-774b-bcce-b302099a8057");
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page.getByRole("link", { name: "Bytt plan" })).toBeVisible();
});
