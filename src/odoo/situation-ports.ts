/** Goods of an order that come or came back from the customer. */
export interface ReturnFacts {
  /** The delivery that comes back, where Odoo knows it. */
  readonly ofPicking: number | null
  readonly done: boolean
}

/** How far an order is with its goods, now. */
export interface OrderSituation {
  readonly returns: readonly ReturnFacts[]
  /** Deliveries that have not left yet. */
  readonly stillToLeave: number
}

export interface Situations {
  /** By order; undefined where Odoo keeps no stock. One call. */
  ofOrders(orderIds: readonly number[]): Promise<ReadonlyMap<number, OrderSituation> | undefined>
  /**
   * Those orders of which one of these names is a tag of the contact (or its company), or the pricelist. One call.
   * @param names one or more
   */
  labelled(orderIds: readonly number[], names: readonly string[]): Promise<ReadonlySet<number>>
  /** Who answers for the order: its salesperson, else the lead of its sales team, else the service's own user. */
  responsible(orderId: number): Promise<number>
}
