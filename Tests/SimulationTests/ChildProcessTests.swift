import Foundation
import TestSupport
import Testing

@testable import Simulation

@Suite struct ChildProcessTests {
    @Test func `a child that is silent for too long is ended like one that traps`() throws {
        let directory = try TemporaryDirectory()
        let program = directory.path("silent")
        try "#!/bin/sh\nexec sleep 100000\n".write(toFile: program, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: program)
        let child = try ChildProcess(
            scratch: directory.path(""), showsStack: false, executable: program, longestSilence: .seconds(1))
        // Returns when the child has ended, which it doesn't by itself.
        #expect(try child.receive() == nil)
    }
}
