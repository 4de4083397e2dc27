import { OwnWorld } from '@tidemark/browser/own-world';
import { Cashier } from './cashier.ts';
import type { Engine, EngineKind, Tab } from './driver.ts';
import { Line } from './line.ts';
import { usual } from './usual.ts';

/** Shop, server, the line to it, and one browser. */
export class Stage implements AsyncDisposable {
  readonly world: OwnWorld;
  readonly line: Line;
  readonly engine: Engine;
  readonly #tabs: Tab[] = [];

  private constructor(world: OwnWorld, line: Line, engine: Engine) {
    this.world = world;
    this.line = line;
    this.engine = engine;
  }

  static async open(kind: EngineKind): Promise<Stage> {
    const world = await OwnWorld.open();
    const line = await Line.to(world.origin);
    return new Stage(world, line, await kind.start());
  }

  async tab(): Promise<Tab> {
    const tab = this.#tabs[0] ?? (await this.anotherTab());
    return tab;
  }

  async anotherTab(): Promise<Tab> {
    const tab = await this.engine.newTab();
    await tab.resize(...usual);
    this.#tabs.push(tab);
    return tab;
  }

  async cashier(): Promise<Cashier> {
    return new Cashier(await this.tab(), this.line.origin);
  }

  /**
   * Restores the state before a scenario: online, with webhooks, and one empty tab. The tab is new: WebKit keeps a page
   * that was left in a tab, and the till that is opened there next may wait for ever (docs/engines.md).
   */
  async tidy(): Promise<void> {
    await this.line.mend();
    await this.world.shop.faults();
    const before = this.#tabs.splice(0);
    if (before.length > 0) await this.anotherTab();
    for (const tab of before) await tab.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.engine[Symbol.asyncDispose]();
    await this.line[Symbol.asyncDispose]();
    await this.world[Symbol.asyncDispose]();
  }
}
