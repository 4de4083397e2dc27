import { noChange, type ElementPart } from 'lit';
import { Directive, directive, PartType, type PartInfo } from 'lit/directive.js';

/** CSS properties by name, "grid-template-columns". */
export type Placement = Readonly<Record<string, string>>;

class Placed extends Directive {
  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('placed() stands in a tag, not in an attribute');
  }

  render(_placement: Placement): typeof noChange {
    return noChange;
  }

  override update({ element }: ElementPart, [placement]: [Placement]): typeof noChange {
    const { style } = element as HTMLElement;
    for (const [name, value] of Object.entries(placement)) style.setProperty(name, value);
    return noChange;
  }
}

/**
 * Styles an element through its `style` object, which every content security policy allows. A `style` attribute, and
 * Lit's `styleMap` at its first render, need 'unsafe-inline'. Give the same names at each render.
 */
export const placed = directive(Placed);
