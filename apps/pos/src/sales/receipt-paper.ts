import { TideReceipt, type ReceiptHead } from '@tidemark/elements/sales/receipt';
import type { Sale } from '@tidemark/schema';

const millimetresPerPixel = 25.4 / 96;

/**
 * What the printer gets while a receipt is open: the receipt alone, in any page. It is invisible on screen, and the
 * only thing visible on paper. It is one page as long as the receipt, 80 mm wide, since paper rolls have no pages.
 */
export class ReceiptPaper {
  readonly #sheet = new CSSStyleSheet();
  #receipt: TideReceipt | undefined;

  lay(sale: Sale, head: ReceiptHead, heightInPixels: number): void {
    this.takeAway();
    const height = Math.max(60, Math.ceil(heightInPixels * millimetresPerPixel) + 8);
    this.#sheet.replaceSync(`
      @media screen { tide-receipt[data-paper] { display: none; } }
      @media print {
        html, body { height: auto !important; min-height: 0 !important; margin: 0 !important; padding: 0 !important; background: #fff !important; }
        body > :not(tide-receipt[data-paper]) { display: none !important; }
        body > tide-receipt[data-paper] { display: block !important; position: static !important; }
      }
      @page { size: 80mm ${height}mm; margin: 0; }
    `);
    const receipt = new TideReceipt();
    receipt.dataset['paper'] = '';
    receipt.setAttribute('aria-hidden', 'true');
    receipt.sale = sale;
    receipt.head = head;
    document.body.append(receipt);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.#sheet];
    this.#receipt = receipt;
  }

  takeAway(): void {
    this.#receipt?.remove();
    this.#receipt = undefined;
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter(sheet => sheet !== this.#sheet);
  }
}
