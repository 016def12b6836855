// How it stands now, and how each night left it: what happens today is in the present at once, and in the days tomorrow.
import { axeFaults, reflowFaults } from "../support/axe.js";
import { takePictures } from "../support/pictures.js";
import { sheets } from "../support/sheet.js";
import { broken, expect, test } from "../support/test.js";

// Proves REP-6; of REP-4
test("follow-up over time: the present above the days, a day more after the night, and a file", async ({ as, clock }) => {
  const page = await as("manager");
  await page.goto("/follow-up");
  await page.getByRole("link", { name: "Utvikling" }).click();
  await expect(page).toHaveURL(/\/follow-up\/over-time$/);
  const rows = page.locator("tbody tr");
  await expect(rows.first()).toContainText("Nå");
  await expect(rows.nth(1)).toContainText("23.11.2026");
  await expect(page.getByRole("heading", { name: /^\d+ % innfridd nå$/ })).toBeVisible();
  const chart = page.getByRole("img", { name: /^Fra 31\.08\.2026 til 23\.11\.2026 gikk andelen innfridd fra \d+ % til \d+ %/ });
  await expect(chart).toBeVisible();
  await takePictures(page, "follow-up-over-time");
  expect(await axeFaults(page)).toEqual([]);
  expect(await reflowFaults(page)).toEqual([]);

  // a shorter period, kept in the address; the whole of it is in the file
  await page.getByRole("link", { name: "30 dager" }).click();
  await expect(page).toHaveURL(/period=month/);
  await expect(page.getByRole("img", { name: /^Fra 24\.10\.2026/ })).toBeVisible();
  await page.getByRole("button", { name: "Vis flere" }).click();
  await expect(rows).toHaveCount(32);
  await page.getByRole("button", { name: "Last ned" }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Excel" }).click()]);
  const sheet = (await sheets(await download.path()))["Utvikling"];
  expect(sheet?.rows).toHaveLength(33);

  // an error stands in its place, and another try is at hand
  await broken(page, "**/api/v1/follow-up/history?*", async () => {
    await page.goto("/follow-up/over-time");
    await expect(page.getByRole("button", { name: "Prøv igjen" })).toBeVisible();
  });
  await page.getByRole("button", { name: "Prøv igjen" }).click();
  const last = (await rows.nth(1).textContent()) ?? "";
  expect(last).toContain("23.11.2026");

  // the night adds a day, and leaves the others
  await clock.set("2026-11-24T08:00:00+01:00");
  const tomorrow = await as("manager");
  await tomorrow.goto("/follow-up/over-time");
  await expect(tomorrow.locator("tbody tr").nth(1)).toContainText("24.11.2026");
  expect(await tomorrow.locator("tbody tr").nth(2).textContent()).toBe(last);
});
