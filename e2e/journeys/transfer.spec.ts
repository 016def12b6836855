// Plans and frameworks, out and in: an exported plan at another unit, and a framework of others as goals.
import { readFile } from "node:fs/promises";
import type { Download, Page } from "@playwright/test";
import { expect, test } from "../support/test.js";

/** What was downloaded, as text. */
async function text(download: Download): Promise<string> {
  return await readFile(await download.path(), "utf8");
}

async function choose(page: Page, name: string, content: string, unit: string): Promise<void> {
  await page.getByLabel("Fil", { exact: true }).setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(content) });
  await page.locator("input[id$=ownerUnitId]").fill("");
  await page.locator("input[id$=ownerUnitId]").pressSequentially(unit);
  await page.getByRole("option", { name: new RegExp(`^${unit}`) }).first().click();
  await page.getByRole("button", { name: "Prøv filen" }).click();
}

const MOODLE = [
  "Parent id number,Id number,Shortname,Description,Description format,Scale values,Scale configuration,Rule type (optional),Rule outcome (optional),Rule config (optional),Cross referenced competency id numbers,Exported id (optional),Is framework,Taxonomy",
  ",EKS,Rammeverk (eksempel),<p>Et eksempel</p>,1,\"Nei,Ja\",,,,,,,1,competency",
  ",SAM,Samarbeid,,1,,,,0,null,,1,,",
  "SAM,SAM-1,Lytter aktivt,\"<p>Hører etter\r\nfør en svarer</p><ul><li>spør</li><li>gjentar</li></ul>\",1,,,,0,null,SAM-2,2,,",
  "SAM,SAM-2,Deler det en vet,,1,,,,0,null,SAM-1,3,,",
].join("\n");

// Proves PLN-17
test("a plan is exported, tried at another unit, carried out, and is there", async ({ as }) => {
  const page = await as("trustAdmin");
  await page.goto("/manage/plans?search=Ny%20sykepleier");
  await page.locator("tbody a[id^=plan-]").first().click();
  const dialog = page.getByRole("dialog");
  const saving = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Eksporter" }).click();
  const download = await saving;
  expect(download.suggestedFilename()).toMatch(/Ny-sykepleier.*\.json$/);
  const document = await text(download);
  const plan = JSON.parse(document) as { plan: { name: string; sections: { name: string }[] } };

  await page.goto("/manage/import");
  await page.getByRole("button", { name: "Prøv filen" }).click();
  await expect(page.getByText("Velg en fil", { exact: true })).toBeVisible();
  await choose(page, "plan.json", "{\"format\": \"kyndig_plan\",\n\"version\": 1}", "Akuttmottak");
  await expect(page.getByText("Filen kan ikke importeres, og ingenting er endret")).toBeVisible();
  await expect(page.getByRole("cell", { name: "Linje 2" })).toBeVisible();

  await choose(page, "plan.json", document, "Akuttmottak");
  await expect(page.getByRole("heading", { name: "Dette vil skje" })).toBeVisible();
  await expect(page.getByText("Ingenting er endret ennå", { exact: false })).toBeVisible();
  await page.getByLabel("Hva", { exact: true }).selectOption({ label: "Del/tema" });
  await expect(page.getByRole("row")).toHaveCount(plan.plan.sections.length + 1);
  await page.getByRole("button", { name: "Gjennomfør …" }).click();
  await dialog.getByRole("button", { name: "Gjennomfør importen" }).click();
  await expect(page.getByRole("heading", { name: "Dette er gjort" })).toBeVisible();
  await page.getByRole("link", { name: `Åpne «${plan.plan.name}»` }).click();
  for (const section of plan.plan.sections) await expect(page.getByRole("heading", { name: section.name, exact: true })).toBeVisible();

  // the same again changes nothing
  await page.goto("/manage/import");
  await choose(page, "plan.json", document, "Akuttmottak");
  await expect(page.getByText("Filen endrer ingenting her.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Gjennomfør …" })).toHaveCount(0);
});

// Proves PLN-17
test("a framework comes in as goals that refer to one another, and goes out as a CASE package", async ({ as }) => {
  const page = await as("regionalAdmin");
  await page.goto("/manage/import");
  await choose(page, "rammeverk.csv", MOODLE, "Helse");
  const row = page.getByRole("row").filter({ hasText: "SAM-1 Lytter aktivt" });
  await expect(row).toContainText("Ny");
  await expect(row).toContainText("Linje 4");
  await expect(page.getByRole("row").filter({ hasText: "Scale values" })).toContainText("har ingen plass her");
  await page.getByRole("button", { name: "Gjennomfør …" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Gjennomfør importen" }).click();
  await page.getByRole("link", { name: /Åpne «Rammeverk/ }).click();

  const goal = page.locator(".goal").filter({ has: page.getByRole("heading", { name: "SAM-1 Lytter aktivt" }) });
  await goal.locator("summary").first().click();
  await expect(goal.getByText("Hører etter før en svarer", { exact: false })).toBeVisible();
  await goal.getByText("Én henvisning").click();
  await goal.getByRole("button", { name: "SAM-2 Deler det en vet" }).click();
  const other = page.locator(".goal").filter({ has: page.getByRole("heading", { name: "SAM-2 Deler det en vet" }) });
  await expect(other.locator("summary").first()).toBeFocused();

  await page.getByRole("button", { name: "Eksporter" }).click();
  const saving = page.waitForEvent("download");
  await page.getByRole("dialog").getByRole("button", { name: "Målene som CASE-pakke" }).click();
  const download = await saving;
  expect(JSON.parse(await text(download))).toMatchObject({ CFDocument: { title: "Rammeverk (eksempel)" } });
});
