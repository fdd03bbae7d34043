/// On whose behalf something was done; persisted, so the raw values never change.
package enum Actor: String, Sendable {
    case customer, `operator`, system
}
