// The category tree, by those whose branch it is: without a pointer, and read by all who write.
import { pressOn, tabTo, typeInto } from "../support/keys.js";
import { expect, test } from "../support/test.js";

// Proves CAT-1
test("categories are made, put under one another, renamed and deleted by keyboard", async ({ as }) => {
  const page = await as("trustAdmin");
  await page.goto("/admin/categories");
  const dialog = page.getByRole("dialog");
  const button = (name: string | RegExp) => page.getByRole("main").getByRole("button", { name });
  const field = dialog.getByRole("textbox", { name: "Navn på kategorien" });

  // one at the top, two under it: they stand by name, not as they came
  await pressOn(page, button("Ny kategori").and(page.locator("#new")));
  await expect(field).toBeFocused();
  await page.keyboard.type("Barn");
  await page.keyboard.press("Enter");
  const top = page.locator(".tree > li", { has: page.getByText("Barn", { exact: true }) });
  await expect(top).toBeVisible();
  for (const name of ["Nyfødte", "Ernæring"]) {
    await pressOn(page, button("Ny kategori under Barn"));
    await typeInto(page, field, name);
    await page.keyboard.press("Enter");
    await expect(top.locator(".tree").getByText(name, { exact: true })).toBeVisible();
    await expect(dialog).toHaveCount(0);
  }
  await expect(top.locator(".tree b")).toHaveText(["Ernæring", "Nyfødte"]);

  // those below are folded away and out again
  const below = button("Kategorier under Barn");
  await pressOn(page, below, "Space");
  await expect(below).toHaveAttribute("aria-expanded", "false");
  await expect(top.locator(".tree")).toBeHidden();
  await page.keyboard.press("Space");
  await expect(top.locator(".tree")).toBeVisible();

  // by another name it stands elsewhere among them
  await pressOn(page, button("Gi Ernæring nytt navn"));
  await expect(field).toHaveValue("Ernæring");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("Spedbarn og mat");
  await page.keyboard.press("Enter");
  await expect(top.locator(".tree b")).toHaveText(["Nyfødte", "Spedbarn og mat"]);
  await page.reload();
  await expect(top.locator(".tree b")).toHaveText(["Nyfødte", "Spedbarn og mat"]);

  // what holds something says what, and stays; what is empty goes
  await pressOn(page, button("Slett Barn …"));
  await expect(dialog.getByText("2 underkategorier")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await pressOn(page, button("Slett Nyfødte …"));
  await pressOn(page, dialog.getByRole("button", { name: "Slett kategorien" }));
  await expect(top.locator(".tree b")).toHaveText(["Spedbarn og mat"]);
});

// Proves CAT-1
test("another's branch is read and not changed", async ({ as }) => {
  const page = await as("trustAdmin");
  await page.goto("/admin/categories");
  await tabTo(page, page.getByLabel("Gren"));
  await page.getByLabel("Gren").selectOption({ label: "Helse Sør-Øst RHF (3)" });
  await expect(page.getByText("Brann og sikkerhet")).toBeVisible();
  await expect(page.getByText("Du kan lese grenen.", { exact: false })).toBeVisible();
  await expect(page.locator("#new")).toHaveCount(0);
  await expect(page.getByRole("button", { name: /^Slett|nytt navn$/ })).toHaveCount(0);
});
