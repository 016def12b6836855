// The frame around every page: search, menu, who one is, and the bar on a phone.
import { expectAccessible, expectReflows } from "../support/axe.js";
import { pressOn } from "../support/keys.js";
import { takePictures } from "../support/pictures.js";
import { expect, test } from "../support/test.js";

test("everything is searched for by keyboard, and what was opened stands first the next time", async ({ as }) => {
  const page = await as("manager");
  await page.goto("/employees");
  await expect(page.getByRole("row", { name: /Ida Nilsen/ })).toBeVisible();
  await page.keyboard.press("Control+b");
  const field = page.getByRole("combobox", { name: "Søk i planer, krav, medarbeidere, sider og hjelp" });
  await expect(field).toBeFocused();
  const hits = page.getByRole("listbox", { name: "Treff" });
  // without anything typed: the pages
  await expect(hits.getByRole("group", { name: "Sider" }).getByRole("option", { name: /^Status planer/ })).toBeVisible();
  await expectAccessible(page);
  await expectReflows(page);

  await page.keyboard.type("ida nil");
  const ida = hits.getByRole("group", { name: "Medarbeidere" }).getByRole("option", { name: /Ida Nilsen/ });
  await expect(ida).toBeVisible();
  await expect(page.getByRole("dialog").getByRole("status").filter({ hasText: /treff/i })).toBeVisible();
  await expect(ida.locator("mark").first()).toHaveText("Ida");
  while ((await ida.getAttribute("aria-selected")) !== "true") await page.keyboard.press("ArrowDown");
  await expect(field).toHaveAttribute("aria-activedescendant", (await ida.getAttribute("id")) ?? "");
  await takePictures(page, "search");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Ida Nilsen" })).toBeFocused();

  // requirements that one administers, and the way to all of them
  await page.keyboard.press("Control+b");
  await page.keyboard.type("o");
  await expect(hits.getByRole("group", { name: "Administrer krav" }).getByRole("option", { name: "Vis alle" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);

  // what was opened is first, and can be forgotten
  await page.getByRole("button", { name: /Søk i planer/ }).click();
  await expect(hits.getByRole("option").first()).toHaveText(/Ida Nilsen.*i dag/);
  await page.getByRole("button", { name: "Tøm listen" }).click();
  await expect(hits.getByRole("group", { name: "Sist brukt" })).toHaveCount(0);
  await page.keyboard.type("qwertyuiop");
  await expect(page.getByRole("dialog").getByRole("status").filter({ hasText: "Ingen treff" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: /Søk i planer/ })).toBeFocused();
});

// Proves ACC-5
test("a nurse finds her own plans and requirements, and no colleague", async ({ as }) => {
  const page = await as("nurse");
  await page.goto("/");
  await expect(page.getByRole("button", { name: /Søk i planer/ })).toBeVisible();
  await page.keyboard.press("Control+b");
  await expect(page.getByRole("combobox")).toBeFocused();
  await page.keyboard.type("infusjon");
  const hits = page.getByRole("listbox", { name: "Treff" });
  const own = hits.getByRole("group", { name: "Krav i mine planer" });
  await expect(own.getByRole("option").first()).toBeVisible();
  await page.getByRole("combobox").fill("mona haugen");
  await expect(page.getByRole("dialog").getByRole("status").filter({ hasText: "Ingen treff" })).toBeVisible();
  await page.getByRole("combobox").fill("infusjonspumpe");
  await own.getByRole("option").first().click();
  await expect(page.getByRole("complementary").getByRole("heading", { level: 2 })).toHaveText(/Infusjonspumpe/);
});

test("groups of the menu fold, remember it, and say what waits in them", async ({ as }) => {
  const page = await as("manager");
  await page.goto("/");
  const menu = page.getByRole("navigation", { name: "Hovedmeny" });
  const group = menu.locator("summary", { hasText: "Mine medarbeidere" });
  const waiting = group.getByText(/venter/);
  await expect(menu.getByRole("link", { name: /^Godkjenning/ })).toBeVisible();
  await expect(waiting).toHaveCount(0);
  await pressOn(page, group);
  await expect(menu.getByRole("link", { name: "Oversikt" })).toBeHidden();
  await expect(waiting).toHaveText("1 venter");
  await page.reload();
  await expect(group).toBeVisible();
  await expect(menu.getByRole("link", { name: "Oversikt" })).toBeHidden();
  // it opens for whoever comes to one of its pages
  await page.goto("/employees");
  await expect(menu.getByRole("link", { name: "Oversikt" })).toBeVisible();
  await page.goto("/");
  await expect(menu.getByRole("link", { name: "Oversikt" })).toBeHidden();
});

// Proves ACC-2, LOA-7
test("on loan it stands in words until when, and the position is switched in the avatar's menu", async ({ as }) => {
  const amir = await as("lent");
  await amir.goto("/");
  await amir.getByRole("button", { name: "Midlertidig utlånt til Akuttmottak" }).click();
  const me = amir.getByRole("button", { name: /^Amir Rahimi/ });
  await expect(me).toContainText(/På lån til Akuttmottak, til og med \d\d\.\d\d\.\d{4}/);
  await me.click();
  const menu = amir.getByRole("dialog", { name: "Logget på som" });
  await expect(menu.getByRole("button", { name: /på lån/ })).toHaveAttribute("aria-current", "true");
  await expectAccessible(amir);
  // light and dark stay for the next time
  await menu.getByRole("button", { name: "Mørkt" }).click();
  await expect(amir.locator("html")).toHaveAttribute("data-color-scheme", "dark");
  await amir.reload();
  await expect(amir.locator("html")).toHaveAttribute("data-color-scheme", "dark");
  await me.click();
  await menu.getByRole("button", { name: "System" }).click();
  await menu.getByRole("button", { name: /^Sykepleier Medisinsk sengepost 3/ }).click();
  await expect(me).toContainText("Medisinsk sengepost 3");

  // on a phone: five places at the thumb, and the same words under the bar
  await amir.setViewportSize({ width: 390, height: 844 });
  const tabs = amir.getByRole("navigation", { name: "Snarveier" });
  await expect(tabs.getByRole("link")).toHaveText([/Hjem/, /Planer/, /Signering/]);
  await tabs.getByRole("button", { name: "Søk" }).click();
  await expect(amir.getByRole("combobox")).toBeFocused();
  await amir.getByRole("button", { name: "Lukk" }).click();
  await me.click();
  await menu.getByRole("button", { name: /på lån/ }).click();
  await expect(amir.locator(".acting")).toHaveText(/På lån til Akuttmottak, til og med/);
  await tabs.getByRole("button", { name: "Meny" }).click();
  await expect(amir.getByRole("navigation", { name: "Hovedmeny" }).getByRole("link", { name: "Hjem" })).toBeFocused();
});
