import Foundation
import TestSupport
import Testing

/// The reports that the set-up script writes, for any output of a step.
struct SetUpScriptTests {
    /// Runs a command of the set-up script after its functions, without its steps; returns the report.
    private func report(_ command: String, log: [UInt8] = [], key: String = "") throws -> [String: String] {
        let directory = try TemporaryDirectory()
        try FileManager.default.createDirectory(
            at: directory.url.appending(path: "log"), withIntermediateDirectories: true)
        try Data(log).write(to: directory.url.appending(path: "log/odd.log"))
        try Data(key.utf8).write(to: directory.url.appending(path: "ssh_host_ed25519_key.pub"))
        _ = try directory.program("systemctl", "#!/bin/sh\necho \"$*\" >>\(directory.path("started"))\n")
        let script = try SampleUserData().script("set-up", in: directory.url.path)
        let functions = try #require(script.range(of: "\nif [ ! -e \"$marker\" ]; then")).lowerBound
        let path = try directory.program("run", script[..<functions] + "\n" + command + "\n")
        let program = try ChildProgram(
            path, [], environment: ["PATH": directory.url.path + ":/usr/bin:/bin"])
        let status = program.waitForExit()
        let output = try program.log()
        #expect(status == 0, "\(output)")
        #expect(
            try String(contentsOfFile: directory.path("started"), encoding: .utf8)
                == "start --no-block rachel-cloud-report.service\n")
        let marker = FileManager.default.fileExists(atPath: directory.path("set-up.done"))
        #expect(marker == (command == "report_success"))
        let body = try Data(contentsOf: directory.url.appending(path: "report.json"))
        return try #require(try JSONSerialization.jsonObject(with: body) as? [String: String])
    }

    @Test func `reports every byte of a step's output that JSON can hold as it is`() throws {
        for byte in UInt8.min...UInt8.max {
            let isPrintable = (0x20...0x7E).contains(byte) || byte == 0x0A
            let report = try report("report_failure odd", log: [0x61, byte, 0x62, 0x0A])
            let expected = isPrintable ? String(decoding: [0x61, byte, 0x62], as: UTF8.self) : "ab"
            #expect(report == ["status": "failed", "step": "odd", "detail": expected], "byte \(byte)")
        }
    }

    @Test(arguments: [
        "", "\n", "\n\n", "no newline", "\\", "\"", "\\\"\\", "$(touch x) `touch x` %s ' \\n \\u0041",
        String(repeating: "\"\\\n", count: 5000), String(repeating: "x", count: 5000), "é\u{1F980}",
    ])
    func `reports the end of any output`(text: String) throws {
        let report = try report("report_failure odd", log: Array(text.utf8))
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let last = lines.suffix(text.hasSuffix("\n") ? 21 : 20).joined(separator: "\n").utf8.suffix(2000)
        var expected = String(
            decoding: last.filter { $0 == 0x0A || (0x20...0x7E).contains($0) }, as: UTF8.self)
        while expected.hasSuffix("\n") { expected.removeLast() }
        var detail = try #require(report["detail"])
        while detail.hasSuffix("\n") { detail.removeLast() }
        #expect(detail == expected)
    }

    @Test func `reports a step without a log`() throws {
        #expect(try report("report_failure silent") == ["status": "failed", "step": "silent", "detail": ""])
    }

    @Test func `reports the host key on success, once the marker is there`() throws {
        let report = try report("report_success", key: "ssh-ed25519 AAAA root@rachel\n")
        #expect(report == ["status": "succeeded", "pub_key_ed25519": "ssh-ed25519 AAAA root@rachel"])
    }
}
