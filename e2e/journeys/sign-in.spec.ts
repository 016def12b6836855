// Signing in, and what happens when it does not work.
import { expectAccessible, expectReflows } from "../support/axe.js";
import { PASSWORD, people } from "../support/people.js";
import { takePictures } from "../support/pictures.js";
import { expect, test } from "../support/test.js";

test("the page to sign in can be read and used by everybody", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("button", { name: "Logg på" })).toBeVisible();
  await expect(page).toHaveTitle(/Kyndig/);
  await expectAccessible(page);
  await expectReflows(page);
  await takePictures(page, "sign-in");
});

// Of ACC-1
test("a wrong password is told in place, and nothing typed is lost", async ({ page }) => {
  await page.goto("/");
  await page.getByLabel("E-post").fill(people.manager);
  await page.getByRole("textbox", { name: "Passord" }).fill("not the password");
  await page.getByRole("button", { name: "Logg på" }).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  await expect(page.getByLabel("E-post")).toHaveValue(people.manager);
  await expectAccessible(page);

  await page.getByRole("textbox", { name: "Passord" }).fill(PASSWORD);
  await page.getByRole("textbox", { name: "Passord" }).press("Enter");
  await expect(page.getByRole("navigation").first()).toBeVisible();
});

test("the e-mail is kept for the next sign-in, until one signs out", async ({ page }) => {
  await page.goto("/");
  await page.getByLabel("E-post").fill(people.nurse);
  await page.getByRole("textbox", { name: "Passord" }).fill(PASSWORD);
  await page.getByRole("textbox", { name: "Passord" }).press("Enter");
  const leave = page.getByRole("navigation", { name: "Hovedmeny" }).getByRole("button", { name: "Logg ut" });
  await expect(leave).toBeVisible();
  // the session ended while nobody looked
  await page.context().clearCookies();
  await page.reload();
  await expect(page.getByLabel("E-post")).toHaveValue(people.nurse);
  await page.getByRole("textbox", { name: "Passord" }).fill(PASSWORD);
  await page.getByRole("textbox", { name: "Passord" }).press("Enter");
  await leave.click();
  await expect(page.getByLabel("E-post")).toHaveValue("");
});

test("the end of a session is foreseen", async ({ as }) => {
  const page = await as("nurse");
  await page.clock.install();
  await page.goto("/");
  const menu = page.getByRole("navigation", { name: "Hovedmeny" });
  const warning = page.getByText(/Du blir logget av om/);
  await expect(menu).toBeVisible();
  // twelve hours without a call
  await page.clock.fastForward("11:54:00");
  await expect(warning).toHaveCount(0);
  await page.clock.fastForward("02:00");
  await expect(warning).toContainText("om 4 minutter");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Fortsett å være pålogget" }).click();
  await expect(warning).toHaveCount(0);

  // thirty days after the sign-in there is nothing to put off: one signs in on top of the page
  await page.route("**/session/refresh", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), sessionEndsIn: 150, canExtend: false } });
  });
  await page.reload();
  await expect(warning).toContainText("om 3 minutter");
  await page.getByRole("button", { name: "Logg på igjen" }).click();
  await expect(page.getByRole("dialog").getByLabel("E-post")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.clock.fastForward("03:00");
  await expect(page.getByRole("dialog").getByText(/Økten er avsluttet/)).toBeVisible();
});
