import { noChange } from 'lit';
import { Directive, directive, PartType } from 'lit/directive.js';

/**
 * Sets an element's styles through its object, as the page's policy forbids the attribute; lit's own `styleMap` begins with
 * that.
 */
class Styled extends Directive {
  constructor(part) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('styled() stands among the attributes');
  }

  render() {
    return noChange;
  }

  update(part, [styles]) {
    for (const [name, value] of Object.entries(styles)) part.element.style.setProperty(name, value);
    return noChange;
  }
}

export const styled = directive(Styled);
