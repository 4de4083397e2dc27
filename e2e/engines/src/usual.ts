/** The size of a counter's screen, in CSS pixels: that of every tab, unless a scenario is about others. */
export const usual = [1280, 900] as const;
