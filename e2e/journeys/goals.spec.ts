// Goal plans: the resident administrator makes the trust's own plan from the region's template.
import { expect, test } from "../support/test.js";

// Of PLN-2, PLN-6, REQ-15
test("a resident administrator makes a local plan from a template and adds an activity of the trust's own", async ({ as }) => {
  const page = await as("residentAdmin");
  await page.goto("/manage/plans");
  await page.getByRole("button", { name: "Ny plan" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Innholdstype").selectOption({ label: "Læringsmålplan (LIS)" });
  await dialog.locator("input[id$=templateId]").pressSequentially("Ortoped");
  await page.getByRole("option", { name: /Ortopedisk kirurgi/ }).click();
  await dialog.locator("input[id$=ownerUnitId]").pressSequentially("Sykehuset Inn");
  await page.getByRole("option", { name: /^Sykehuset Innlandet/ }).click();
  await dialog.getByLabel("Navn", { exact: true }).fill("SIHF-Felles-Ortopedi LIS2 og LIS3");
  await dialog.getByRole("button", { name: "Opprett plan" }).click();

  // Themes, goals and activities are the template's
  await expect(page.getByRole("heading", { name: "SIHF-Felles-Ortopedi LIS2 og LIS3" })).toBeVisible();
  await expect(page.getByText(/laget fra malen «Ortopedisk kirurgi/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Nytt tema" })).toHaveCount(0);
  const goal = page.locator(".goal").filter({ hasText: "ORT-02" });
  await goal.locator("summary").first().click();
  await expect(goal.getByText("Glideskrue, assistert")).toBeVisible();
  await expect(goal.getByRole("button", { name: /Fjern .* fra planen/ })).toHaveCount(0);

  // One of the trust's own, approved
  await goal.getByRole("button", { name: "Ny aktivitet" }).click();
  await dialog.getByLabel("Navn", { exact: true }).fill("Smertelindring med blokade");
  await dialog.getByRole("button", { name: "Opprett i planen" }).click();
  await expect(goal.getByText("Smertelindring med blokade")).toBeVisible();
  await page.getByRole("link", { name: /Godkjenn én endring/ }).click();
  await page.getByRole("button", { name: "Godkjenn ett krav …" }).click();
  await dialog.getByRole("button", { name: "Godkjenn", exact: true }).click();
  await expect(page.getByText("versjon 1.1", { exact: false }).first()).toBeVisible();

  // What is regional is deactivated with a reason, and comes back where it was
  await page.getByRole("tab", { name: "Innhold" }).click();
  await goal.getByRole("button", { name: /Deaktiver Glideskrue/ }).click();
  await dialog.getByLabel("Årsak").fill("Gjøres ved et annet sykehus");
  await dialog.getByRole("button", { name: "Deaktiver" }).click();
  await goal.getByText("Én deaktivert aktivitet").click();
  await goal.getByRole("button", { name: /Reaktiver Glideskrue/ }).click();
  await expect(dialog.getByText("Aktiviteten kommer tilbake i målet", { exact: false })).toBeVisible();
  await dialog.getByRole("button", { name: "Reaktiver" }).click();
  await expect(goal.getByText("Én deaktivert aktivitet")).toHaveCount(0);
  await expect(goal.getByText("Glideskrue, assistert")).toBeVisible();
});
