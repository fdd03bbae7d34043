import Foundation

/// Calls the body `count` times at the same time, each on a thread of its own, and returns the results.
func inParallel<Value: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Int) throws -> Value
) async throws -> [Value] {
    try await withThrowingTaskGroup(of: Value.self) { group in
        for index in 0..<count {
            group.addTask {
                try await withCheckedThrowingContinuation { continuation in
                    Thread { continuation.resume(with: Result { try body(index) }) }.start()
                }
            }
        }
        return try await group.reduce(into: []) { $0.append($1) }
    }
}
