// A manager's Monday: plans given in a table, taken away and given back.
import { expect, test } from "../support/test.js";

// Proves ASG-1, ASG-2
test("plans are given in a table, and one is taken away and given back", async ({ as }) => {
  const page = await as("manager");
  await page.goto("/employees");
  await page.locator("tbody input[type=checkbox]").nth(0).check();
  await page.locator("tbody input[type=checkbox]").nth(1).check();
  await page.locator("#assign-table").click();
  const dialog = page.getByRole("dialog");
  const field = dialog.locator("input[id$=plan]");

  // the hint stands where what is found will stand, and is nothing to choose
  await field.pressSequentially("N");
  const hint = dialog.getByRole("option");
  await expect(hint).toHaveCount(1);
  await hint.click();
  await expect(field).toHaveValue("N");
  await expect(dialog.getByText("Ingen planer i tabellen")).toBeVisible();
  await field.fill("");
  await field.pressSequentially("Ny syke");
  await dialog.getByRole("option", { name: /Ny sykepleier/ }).click();
  const table = dialog.getByRole("table");
  await expect(table.getByRole("row")).toHaveCount(3);
  await expect(dialog.getByText("Ingen endringer valgt")).toBeVisible();

  // the field is free for the next plan, which becomes a column beside the first
  await expect(field).toBeFocused();
  await expect(field).toHaveValue("");
  await field.pressSequentially("Prosedyrer");
  await dialog.getByRole("option", { name: /Prosedyrer og utstyr/ }).click();
  await expect(table.getByRole("columnheader")).toHaveCount(3);
  const boxes = table.getByRole("checkbox");
  await expect(boxes.first()).toBeVisible();
  const free = await boxes.count();
  for (let at = 0; at < free; at += 1) await boxes.nth(at).check();
  await dialog.getByRole("button", { name: `Bekreft ${free} endring` }).click();
  await expect(dialog.getByText(/endring(er)? er gjort/)).toBeVisible();
  const choices = table.getByRole("combobox");
  await expect(choices).toHaveCount(4);
  await expect(boxes).toHaveCount(0);
  const act = async (what: string): Promise<void> => {
    await choices.first().selectOption(what);
    await dialog.getByRole("button", { name: "Bekreft 1 endring" }).click();
    await expect(dialog.getByText("1 endring er gjort.")).toBeVisible();
  };
  await act("deactivate");
  await expect(choices.first().getByRole("option", { name: "Aktiver igjen" })).toBeAttached();
  await act("reactivate");
  await expect(choices.first().getByRole("option", { name: "Deaktiver" })).toBeAttached();
});
