import Foundation
import Logging
import TestSupport
import Testing

@testable import StructuredLog

@Suite struct StructuredLogHandlerTests {
    private struct Broken: Error, CustomStringConvertible {
        let description = "it broke"
    }

    /// Returns the lines that `body` logs.
    private func lines(level: Logger.Level = .info, _ body: (inout Logger) throws -> Void) throws -> [String]
    {
        let directory = try TemporaryDirectory()
        let path = directory.path("log")
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        defer { close(descriptor) }
        var log = Logger(label: "test") { _ in StructuredLogHandler(level: level, descriptor: descriptor) }
        try body(&log)
        return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    @Test func `writes an event as one line of time, level, name and sorted fields`() throws {
        let lines = try lines { log in
            log.info("request.finished", metadata: ["status": "200", "bytes": "\(5)", "path": "/a b"])
        }
        let line = try #require(lines.first)
        #expect(lines.count == 1)
        #expect(line.hasSuffix(#" level=info event=request.finished bytes=5 path="/a b" status=200"#))
        let time = line.prefix { $0 != " " }.dropFirst("ts=".count)
        #expect(time.utf8.count == "2026-11-21T00:47:43.123Z".utf8.count)
        let written = try #require(
            try? Date(
                String(time), strategy: .iso8601.year().month().day().time(includingFractionalSeconds: true)))
        #expect(abs(written.timeIntervalSinceNow) < 60)
    }

    @Test func `writes nothing below the configured level`() throws {
        let lines = try lines(level: .warning) { log in
            log.info("quiet")
            log.warning("heard")
        }
        #expect(lines.count == 1)
        #expect(lines.first?.contains("level=warning event=heard") == true)
    }

    @Test func `adds a logger's own fields to each event, whose fields win`() throws {
        let lines = try lines { log in
            log[metadataKey: "job"] = "7"
            log[metadataKey: "step"] = "none"
            log.info("job.hopped", metadata: ["step": "create"])
        }
        #expect(lines.first?.hasSuffix("event=job.hopped job=7 step=create") == true)
    }

    @Test func `writes an error as a field`() throws {
        let lines = try lines { log in log.error("job.failed", error: Broken()) }
        #expect(lines.first?.hasSuffix(#"level=error event=job.failed error="it broke""#) == true)
    }

    @Test func `never mixes lines of threads`() throws {
        let lines = try lines { log in
            let log = log
            DispatchQueue.concurrentPerform(iterations: 8) { thread in
                for count in 0..<200 {
                    log.info(
                        "line",
                        metadata: ["thread": "\(thread)", "text": "\(String(repeating: "é ", count: count))"])
                }
            }
        }
        #expect(lines.count == 1600)
        #expect(
            lines.allSatisfy {
                $0.hasPrefix("ts=") && $0.contains(" event=line text=") && $0.contains(" thread=")
            })
    }

    @Test func `ignores a closed reader`() throws {
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        close(ends[0])
        let writer = ends[1]
        defer { close(writer) }
        let log = Logger(label: "test") { _ in StructuredLogHandler(level: .info, descriptor: writer) }
        log.info("lost")
    }
}
