import Foundation
import Glibc
import TestSupport
import Testing

/// The script that delivers a server's report, run by bash and curl against real connections.
struct ReportScriptTests {
    private static let accepted = "HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{\"status\":\"ok\"}"
    private static let report = #"{"status":"failed","step":"bun","detail":"\"é\\n"}"#

    /// A run of the script with a directory in place of the server's own, whose seconds have five milliseconds.
    private final class Run {
        let program: ChildProgram
        private let directory: TemporaryDirectory

        init(calling address: String) throws {
            directory = try TemporaryDirectory()
            try Data(ReportScriptTests.report.utf8).write(to: directory.url.appending(path: "report.json"))
            _ = try directory.program("systemctl", "#!/bin/sh\necho \"systemctl $*\"\n")
            let script = try SampleUserData(callbackURL: address + "/callback/user/token")
                .script("report", in: directory.url.path)
            program = try ChildProgram(
                try directory.program("report", script), [],
                environment: ["PATH": directory.url.path + ":/usr/bin:/bin", "REPORT_SECOND_MS": "5"])
        }

        var isMarkedAnswered: Bool {
            FileManager.default.fileExists(atPath: directory.path("report.answered"))
        }

        /// Checks that the script ends as one whose report was answered.
        func expectAnswered(_ comment: Comment? = nil) throws {
            #expect(program.waitForExit() == 0, comment)
            #expect(isMarkedAnswered, comment)
            let disabling =
                "systemctl disable --quiet rachel-cloud-set-up.service rachel-cloud-report.service\n"
            #expect(try program.log().hasSuffix(disabling), comment)
        }
    }

    @Test func `posts the report as it is`() throws {
        try SocketServer.with([{ try $0.answer(Self.accepted) }]) { server in
            try Run(calling: server.url).expectAnswered()
            let request = try #require(server.requests.first)
            #expect(request.hasPrefix("POST /callback/user/token HTTP/1.1\r\n"))
            #expect(request.contains("\r\nContent-Type: application/json\r\n"))
            #expect(request.hasSuffix("\r\n\r\n" + Self.report))
        }
    }

    /// The bodies with which statuses come: none, our responder's, and the page of whoever stands in its place.
    private static let bodies = [
        "", #"{"error":{"code":"not_found","message":"x"}}"#, "<html>\0\u{FF}</html>",
    ]
    private static let statuses = [
        200, 201, 204, 299, 300, 301, 302, 304, 307, 399, 400, 401, 403, 404, 405, 408, 410, 413, 415, 429,
        499,
        500, 502, 503, 504, 599,
    ]

    @Test(arguments: statuses)
    func `a success or our own refusal ends it, anything else is tried again`(status: Int) throws {
        for body in Self.bodies {
            let isOurs = body.hasPrefix("{\"error\":")
            let isFinal =
                (200..<300).contains(status)
                || (400..<500).contains(status) && ![408, 429].contains(status) && isOurs
            let hasBody = ![204, 304].contains(status)
            let first =
                "HTTP/1.1 \(status) X\r\nLocation: /elsewhere\r\nContent-Length: \(hasBody ? body.utf8.count : 0)\r\n\r\n"
                + (hasBody ? body : "")
            try SocketServer.with([{ try $0.answer(first) }, { try $0.answer(Self.accepted) }]) { server in
                try Run(calling: server.url).expectAnswered("\(status) \(body)")
                let isRetried = !isFinal || !hasBody && status == 304
                #expect(server.requests.count == (isRetried ? 2 : 1), "\(status) \(body)")
                #expect(Set(server.requests).count == 1)
            }
        }
    }

    @Test func `tries again after connections that break before, in and after the answer's head`() throws {
        let parts: [SocketServer.Part] = [
            { $0.reset() }, { _ = try $0.readRequest() }, { try $0.answer("nonsense\r\n\r\n") },
            { try $0.answer("HTTP/1.1 500 X\r\nContent-Le") },
            { try $0.answer("HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{") },
            { try $0.answer(Self.accepted) },
        ]
        try SocketServer.with(parts) { server in
            let run = try Run(calling: server.url)
            try run.expectAnswered()
            let log = try run.program.log()
            #expect(server.connectionCount == parts.count, "\(log)")
        }
    }

    @Test func `waits for a site that is not there yet`() throws {
        let port = try FreePort.find()
        let run = try Run(calling: "http://127.0.0.1:\(port)")
        #expect(try run.program.waitForOutput("answered with 000", times: 5))
        let (listener, _) = try listenOnLoopback(backlog: 16, port: Int(port))
        defer { close(listener) }
        let connection = accept(listener, nil, nil)
        #expect(connection >= 0 && Glibc.send(connection, Self.accepted, Self.accepted.utf8.count, 0) > 0)
        shutdown(connection, Int32(SHUT_WR))
        defer { close(connection) }
        try run.expectAnswered()
    }

    @Test func `ends when nobody answers for a quarter of an hour, and may begin again at the next boot`()
        throws
    {
        let began = ContinuousClock.now
        let run = try Run(calling: "http://127.0.0.1:\(try FreePort.find())")
        #expect(run.program.waitForExit() == 1)
        #expect(ContinuousClock.now - began >= .milliseconds(900 * 5))
        #expect(!run.isMarkedAnswered)
        let log = try run.program.log()
        // After 1, 2, 4, 8 and 16 seconds, then every 30.
        #expect(log.ranges(of: "answered with 000").count == 1 + 5 + 29)
        #expect(!log.contains("systemctl") && log.hasSuffix("no answer for a quarter of an hour\n"))
    }

    @Test func `neither its output nor an argument of its processes holds the address`() throws {
        let part: SocketServer.Part = { connection in
            _ = try connection.readRequest()
            let processes = try ProgramRun("/bin/ps", "-e", "-o", "args=").output
            let isHidden = !processes.contains("/callback/user/token")
            try connection.send(isHidden ? Self.accepted : "HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n")
        }
        try SocketServer.with([{ $0.reset() }, part]) { server in
            let run = try Run(calling: server.url)
            try run.expectAnswered()
            #expect(server.requests.count == 1)
            let log = try run.program.log()
            #expect(!log.contains("token"))
        }
    }
}
