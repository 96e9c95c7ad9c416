export interface Item {
  name: string;
  cents: number;
  count: number;
}

export class Cart {
  private items: Item[] = [];

  add(item: Item): void {
    const known = this.items.find((other) => other.name === item.name);
    if (known) {
      known.count += item.count;
    } else {
      this.items.push({ ...item });
    }
  }

  /** What is to be paid, after the discount of a voucher. */
  total(voucher?: { percent: number }): number {
    const sum = this.items.reduce((cents, item) => cents + item.cents * item.count, 0);
    return voucher ? Math.round((sum * (100 - voucher.percent)) / 100) : sum;
  }
}
