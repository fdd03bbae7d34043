package struct NotInTime: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}

/// Asks again and again until there is an answer. For tests of whole sites, which have threads of their own: elsewhere a
/// task that sleeps comes after all tests that wait for their turn, and `eventually` is in time. Throws `NotInTime` with what was waited for at the deadline.
package func waitFor<Value>(
    _ what: String, within limit: Duration = .seconds(120), every pause: Duration = .milliseconds(20),
    _ question: () throws -> Value?
) async throws -> Value {
    let deadline = ContinuousClock.now + limit
    while true {
        if let value = try question() { return value }
        guard .now < deadline else { throw NotInTime("not within \(limit): \(what)") }
        try await Task.sleep(for: pause)
    }
}

/// Asks again and again until it is so. Throws `NotInTime` with what was waited for at the deadline.
package func waitUntil(
    _ what: String, within limit: Duration = .seconds(120), _ question: () throws -> Bool
) async throws {
    _ = try await waitFor(what, within: limit) { try question() ? true : nil }
}
