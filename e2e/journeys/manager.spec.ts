// A manager's Monday: plans given in a table, taken away, given back, and one approved.
import { expect, test } from "../support/test.js";

// Proves ASG-1, ASG-2
test("plans are given in a table, and one is taken away and given back", async ({ as }) => {
  const page = await as("manager");
  await page.goto("/employees");
  await page.locator("tbody input[type=checkbox]").nth(0).check();
  await page.locator("tbody input[type=checkbox]").nth(1).check();
  await page.locator("#assign-table").click();
  const dialog = page.getByRole("dialog");
  await dialog.locator("input[id$=plan]").pressSequentially("Ny");
  await dialog.getByRole("option").first().click();
  const table = dialog.getByRole("table");
  await expect(table.getByRole("row")).toHaveCount(3);
  const boxes = table.getByRole("checkbox");
  const free = await boxes.count();
  for (let at = 0; at < free; at += 1) await boxes.nth(at).check();
  if (free > 0) {
    await dialog.getByRole("button", { name: /Bekreft/ }).click();
    await expect(dialog.getByText(/endring(er)? er gjort/)).toBeVisible();
  }
  const choices = table.getByRole("combobox");
  await expect(choices).toHaveCount(2);
  await choices.first().selectOption("deactivate");
  await dialog.getByRole("button", { name: "Bekreft 1 endring" }).click();
  await expect(dialog.getByText("1 endring er gjort.")).toBeVisible();
  await expect(choices.first().getByRole("option", { name: "Aktiver igjen" })).toBeAttached();
  await choices.first().selectOption("reactivate");
  await dialog.getByRole("button", { name: "Bekreft 1 endring" }).click();
  await expect(choices.first().getByRole("option", { name: "Deaktiver" })).toBeAttached();
});
