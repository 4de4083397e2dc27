/** The SQL text of a sale's receipt number; null for a damaged row. */
export const receiptText = `case when json_valid(body) then json_extract(body, '$.receiptNumber') end`;
