import Glibc

/// Asks again every few milliseconds until the answer is yes, and says whether it was before the time was up.
package func eventually(within limit: Duration = .seconds(120), _ isSo: () throws -> Bool) rethrows -> Bool {
    let deadline = ContinuousClock.now + limit
    while try !isSo() {
        guard ContinuousClock.now < deadline else { return false }
        usleep(10_000)
    }
    return true
}
