// Every screen there is: accessible in light and in dark, no wider than a phone, complete in three languages. A walk
// belongs to one who may see its screens; a new screen is one line in support/screens.ts.
import { axeFaults, reflowFaults } from "../support/axe.js";
import { LANGUAGES, change, languageFaults } from "../support/language.js";
import { PASSWORD, people } from "../support/people.js";
import { settled, walks } from "../support/screens.js";
import { expect, test } from "../support/test.js";

for (const { name, who, screens: walk } of walks) {
  test(`the screens of ${name}`, async ({ as }) => {
    // as long as there are screens in it, each in both schemes, three languages and two widths
    test.setTimeout(600_000);
    const page = await as(who);
    const faults: string[] = [];
    for (const screen of await walk(page)) {
      await test.step(screen.name, async () => {
        await page.goto(screen.path);
        for (const language of LANGUAGES) {
          await settled(page);
          await change(page, language);
          await settled(page);
          await screen.open?.(page);
          await settled(page);
          const found = await languageFaults(page, language);
          if (language === "nb") found.push(...(await axeFaults(page)), ...(await reflowFaults(page)));
          faults.push(...found.map((fault) => `${screen.name} ${fault}`));
        }
      });
    }
    expect(faults, faults.join("\n\n")).toEqual([]);
  });
}

test("the screens before one is signed in, and the choice of position", async ({ page }) => {
  await page.goto("/");
  const faults: string[] = [];
  const judge = async (): Promise<void> => {
    for (const language of LANGUAGES) {
      await change(page, language);
      faults.push(...(await languageFaults(page, language)));
    }
    faults.push(...(await axeFaults(page)), ...(await reflowFaults(page)));
  };
  await settled(page);
  await judge();
  await page.locator("input[type=email]").fill(people.lent);
  await page.locator("input[type=password]").fill(PASSWORD);
  await page.locator("button[type=submit]").click();
  await expect(page.locator("#choice-1")).toBeVisible();
  await judge();
  expect(faults, faults.join("\n")).toEqual([]);
});
