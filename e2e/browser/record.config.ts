import base from './playwright.config.ts';

/** `npm run record`: stores what this version leaves behind. */
export default { ...base, testMatch: '**/*.record.ts', workers: 1 };
