import Foundation
import SimulatedCloud
import Synchronization
import TestSupport

/// A program that runs no machine but records its calls.
final class RecordingDriver: Sendable {
    let directory: TemporaryDirectory
    let events = Events()

    init() throws {
        directory = try TemporaryDirectory()
        let script = """
            #!/bin/bash
            cd "$(dirname "$0")"
            # Before the call is recorded, so that a test that has read of it can make the next one fail.
            failing=
            if [ -s failures ]; then sed -i 1d failures; failing=1; fi
            # Before the call is recorded, so that a test that has read of it finds the user-data too.
            if [ "$1" = start ]; then cat "${@: -1}" >>user-data; printf '\\0' >>user-data; fi
            printf '%s\\n' "$*" >>calls
            if [ "$failing" ]; then echo no luck; exit 7; fi
            if [ "$1" = start ]; then while [ -e hold ]; do sleep 0.01; done; fi
            """
        _ = try directory.program("driver", script)
    }

    var program: MachineProgram {
        MachineProgram(executable: "/bin/false", state: "/nowhere", external: directory.path("driver"))
    }

    /// The arguments of each call, oldest first.
    func calls() throws -> [String] {
        try read("calls").split(separator: "\n").map(String.init)
    }

    func verbs() throws -> [String] {
        try calls().map { String($0.prefix { $0 != " " }) }
    }

    /// The user-data of each start, oldest first.
    func userData() throws -> [String] {
        try read("user-data").split(separator: "\0").map(String.init)
    }

    /// Makes every start hang until `releaseStarts`.
    func holdStarts() throws {
        try "".write(toFile: directory.path("hold"), atomically: true, encoding: .utf8)
    }

    func releaseStarts() throws {
        try FileManager.default.removeItem(atPath: directory.path("hold"))
    }

    /// Makes the next runs fail.
    func fail(times: Int) throws {
        let lines = String(repeating: "x\n", count: times)
        try lines.write(toFile: directory.path("failures"), atomically: true, encoding: .utf8)
    }

    private func read(_ name: String) throws -> String {
        let path = directory.path(name)
        guard FileManager.default.fileExists(atPath: path) else { return "" }
        return try String(contentsOfFile: path, encoding: .utf8)
    }
}

/// The events that the keeper reported.
final class Events: Sendable {
    private let events: Mutex<[MachineEvent]> = Mutex([])

    var add: @Sendable (MachineEvent) -> Void {
        { [self] event in events.withLock { $0.append(event) } }
    }

    var all: [MachineEvent] { events.withLock { $0 } }
}
