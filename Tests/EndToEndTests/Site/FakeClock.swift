import Foundation
import TestSupport

/// A wall clock that a test sets while the programs run which have it, by Debian's libfaketime. The clocks that count
/// from the machine's start stay as they are, as they do when somebody sets the clock.
struct FakeClock: Sendable {
    /// The file that says how much the clock is ahead.
    private let path: String

    init(_ path: String) throws {
        self.path = path
        try set(ahead: 0)
    }

    /// Without its variant for threads two of them could read the file at once.
    var library: String { "/usr/lib/\(Self.architecture)-linux-gnu/faketime/libfaketimeMT.so.1" }

    #if arch(arm64)
        private static let architecture = "aarch64"
    #else
        private static let architecture = "x86_64"
    #endif

    var environment: [String: String] {
        [
            "FAKETIME_TIMESTAMP_FILE": path, "FAKETIME_NO_CACHE": "1", "DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        ]
    }

    /// Sets the clock so many seconds ahead of the machine's; behind it when negative. In one step, since a program may
    /// read it at any moment.
    func set(ahead seconds: Int) throws {
        let text = (seconds < 0 ? "" : "+") + "\(seconds)\n"
        try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    }

    /// Removes the shared memory that the library leaves behind when a program is killed.
    func removeLeftovers() {
        let directory = "/dev/shm"
        // Without the directory there is nothing to remove.
        for name in (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        where name.contains("faketime_") {
            guard let id = name.split(separator: "_").last.flatMap({ Int32($0) }),
                !RunningProcess(id: id).isRunning
            else { continue }
            try? FileManager.default.removeItem(atPath: directory + "/" + name)
        }
    }
}
