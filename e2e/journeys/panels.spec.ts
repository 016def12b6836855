// A list and a panel beside it, tables, and what is typed and not sent.
import { settled } from "../support/screens.js";
import { expect, test } from "../support/test.js";

test("the panel of the last row stands in sight, the row keeps its place, and Escape leads back to it", async ({ as }) => {
  const page = await as("specialist");
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.goto("/manage/requirements");
  const rows = page.locator("tbody a[id^=row-]");
  await expect(rows.first()).toBeVisible();
  const last = rows.last();
  expect(await rows.count()).toBeGreaterThan(20);
  await last.scrollIntoViewIfNeeded();
  const name = (await last.textContent()) ?? "";
  const top = async (): Promise<number> => (await last.boundingBox())?.y ?? Number.NaN;
  const before = await top();
  await last.click();
  const panel = page.getByRole("complementary", { name });
  await expect(panel.getByRole("heading", { name })).toBeInViewport();
  await expect(panel.getByRole("button", { name: "Lukk" })).toBeInViewport();
  await expect.poll(async () => Math.abs((await top()) - before)).toBeLessThan(3);

  // every tab can be reached, and the chosen one is seen
  const tabs = panel.getByRole("tab");
  await expect(tabs.first()).toBeVisible();
  for (const tab of await tabs.all()) await expect(tab).toBeInViewport({ ratio: 1 });
  await tabs.last().click();
  await expect(tabs.last()).toHaveAttribute("aria-selected", "true");
  await expect(tabs.last()).toBeInViewport({ ratio: 1 });

  // it scrolls by itself, and the list not with it
  const scrolled = await page.evaluate(() => scrollY);
  await panel.hover();
  await page.mouse.wheel(0, 300);
  await expect(panel.getByRole("heading", { name })).toBeInViewport();
  expect(await page.evaluate(() => scrollY)).toBe(scrolled);

  // wherever the focus is
  await page.locator("h1").focus();
  await page.keyboard.press("Escape");
  await expect(panel).toHaveCount(0);
  await expect(last).toBeFocused();
});

test("the head of a table stays, counts stand to the right, and rows are named", async ({ as }) => {
  const page = await as("manager");
  await page.goto("/follow-up");
  await expect(page.locator("tbody tr").first()).toBeVisible();
  await page.mouse.wheel(0, 900);
  await expect(page.getByRole("columnheader", { name: /Krav/ })).toBeInViewport();
  await expect(page.getByRole("rowheader").first()).toBeAttached();
  const side = await page.locator("td[data-label=Tildelt]").first().evaluate((cell) => getComputedStyle(cell).textAlign);
  expect(side).toBe("end");

  // on a phone: the name first, and one sheet for filters and sorting
  await page.setViewportSize({ width: 390, height: 844 });
  await page.evaluate(() => scrollTo(0, 0));
  await page.getByRole("button", { name: "Filter og sortering" }).click();
  await page.getByLabel("Sorter etter").selectOption({ label: "Tildelt, synkende" });
  await page.getByRole("dialog").getByRole("button", { name: "Lukk" }).click();
  await expect(page).toHaveURL(/sort=-people/);
  const card = page.locator("tbody tr").first();
  await expect(card).toBeVisible();
  const [name, people] = await Promise.all([card.locator("th").boundingBox(), card.locator("td").first().boundingBox()]);
  expect(name?.y ?? 0).toBeLessThan(people?.y ?? 0);
});

test("what is typed in a dialog is not lost without being asked about", async ({ as }) => {
  const page = await as("specialist");
  await page.goto("/manage/requirements");
  await page.getByRole("button", { name: "Nytt krav" }).click();
  const dialog = page.getByRole("dialog");
  const field = dialog.getByRole("textbox", { name: "Navn" });
  await field.fill("Et krav som ikke er ferdig");
  const asked: string[] = [];
  let leave = false;
  page.on("dialog", async (question) => {
    asked.push(question.message());
    await (leave ? question.accept() : question.dismiss());
  });
  await field.press("Escape");
  await expect(field).toHaveValue("Et krav som ikke er ferdig");
  await dialog.getByRole("button", { name: "Lukk" }).click();
  await expect(field).toHaveValue("Et krav som ikke er ferdig");
  expect(asked).toEqual(Array(2).fill("Du har skrevet noe som ikke er lagret. Gå videre uten å lagre?"));
  leave = true;
  await dialog.getByRole("button", { name: "Lukk" }).click();
  await expect(dialog).toHaveCount(0);

  // with nothing typed nothing is asked
  await page.getByRole("button", { name: "Nytt krav" }).click();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  expect(asked).toHaveLength(3);
});

test("no hits are said, and by keyboard one goes from a ticked row to what is done with it, and back", async ({ as }) => {
  const page = await as("manager");
  await page.goto("/employees");
  await expect(page.getByRole("row", { name: /Ida Nilsen/ })).toBeVisible();
  await page.getByRole("searchbox").first().fill("qwerty");
  await expect(page.getByRole("status").filter({ hasText: "Ingen treff" })).toBeAttached();
  await page.getByRole("searchbox").first().fill("ida");
  await expect(page.getByRole("status").filter({ hasText: /treff/ })).toBeAttached();

  await page.goto("/follow-up");
  const box = page.locator("tbody input[type=checkbox]").first();
  await box.focus();
  await page.keyboard.press("Space");
  await expect(page.locator(".picked-bar")).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.locator(".picked-bar :focus")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(box).toBeFocused();
});

// Proves POS-13
test("My profile says what HR knows, and who the manager is", async ({ as }) => {
  const page = await as("nurse");
  await page.goto("/");
  await page.getByRole("navigation", { name: "Hovedmeny" }).getByRole("link", { name: "Min profil" }).click();
  const panel = page.locator("section.panel", { has: page.getByRole("heading", { name: "Personalia og stilling" }) });
  for (const [name, value] of [["Navn", "Ida Nilsen"], ["E-post", "ida.nilsen@example.org"], ["Stilling", "Sykepleier"], ["Enhet", "Medisinsk sengepost 3"], ["Leder", /Lars Berg\s*Fra HR/]] as const) {
    await expect(panel.locator(`dt:has-text("${name}") + dd`).first()).toHaveText(value);
  }
});

// WCAG 1.4.12: somebody sets lines, letters and words further apart
test("on a phone nothing scrolls sideways where text is set further apart", async ({ as }) => {
  const page = await as("manager");
  await page.setViewportSize({ width: 320, height: 700 });
  for (const path of ["/", "/profile", "/employees", "/follow-up", "/follow-up/people", "/plan-status", "/help", "/settings"]) {
    await page.goto(path);
    await settled(page);
    const wide = await page.evaluate(async () => {
      const spacing = new CSSStyleSheet();
      spacing.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-block-end: 2em !important; }");
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, spacing];
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
      return document.documentElement.scrollWidth - document.documentElement.clientWidth;
    });
    expect(wide, path).toBeLessThanOrEqual(1);
  }
});
