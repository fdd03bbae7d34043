import Foundation

/// A wall clock that a test sets while the programs run which have it. The clocks that count from the machine's start
/// stay as they are, as they do when somebody sets the clock.
struct FakeClock: Sendable {
    /// The file that says how much the clock is ahead.
    private let path: String

    init(_ path: String) throws {
        self.path = path
        try set(ahead: 0)
    }

    var environment: [String: String] { ["KILL_POINT_CLOCK": path] }

    /// Sets the clock so many seconds ahead of the machine's; behind it when negative. In one step, since a program may
    /// read it at any moment.
    func set(ahead seconds: Int) throws {
        try Data("\(seconds)".utf8).write(to: URL(filePath: path), options: .atomic)
    }
}
