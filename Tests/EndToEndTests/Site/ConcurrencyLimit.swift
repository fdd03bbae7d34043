/// A semaphore for tasks: bounds the number of bodies that run at the same time; later ones wait in order.
actor ConcurrencyLimit {
    /// The limit of sites that run at the same time: more would only slow each other down.
    static let sites = ConcurrencyLimit(3)

    /// Never waits.
    static let unlimited = ConcurrencyLimit(.max)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) {
        free = count
    }

    nonisolated func with<Result>(_ body: () async throws -> Result) async throws -> Result {
        await enter()
        do {
            let result = try await body()
            await leave()
            return result
        } catch {
            await leave()
            throw error
        }
    }

    private func enter() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    private func leave() {
        if waiting.isEmpty {
            free += 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}
