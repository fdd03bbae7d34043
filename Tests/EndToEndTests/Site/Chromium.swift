import Foundation
import Glibc
import TestSupport

/// A headless browser, driven by the DevTools protocol over two pipes
/// (https://chromedevtools.github.io/devtools-protocol). It runs no script of any page. Input is given as key
/// strokes and mouse clicks at positions on the page. It ends with its owner.
final class Chromium {
    struct Failure: Error {
        let method: String
        let response: String
    }

    private let directory: TemporaryDirectory
    private let browser: ChildProgram
    private let requests: Int32
    private let responses: Int32
    private var received: [UInt8] = []
    private var lastID = 0
    private var session: String?
    /// The ids of the documents that have loaded whole, with their styles.
    private(set) var arrived: Set<String> = []

    /// Starts the browser with a window of that size in CSS pixels.
    init(width: Int, height: Int) throws {
        let directory = try TemporaryDirectory()
        self.directory = directory
        for name in ["requests", "responses"] where mkfifo(directory.path(name), 0o600) != 0 {
            throw CocoaError(.fileWriteUnknown)
        }
        // Opening a pipe for both directions does not block.
        requests = Glibc.open(directory.path("requests"), O_RDWR | O_CLOEXEC)
        responses = Glibc.open(directory.path("responses"), O_RDWR | O_CLOEXEC)
        let arguments = [
            "--headless=new", "--remote-debugging-pipe", "--user-data-dir=" + directory.path("profile"),
            "--no-first-run", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=\(width),\(height)",
            "--host-resolver-rules=MAP rachel.example 127.0.0.1", "--ignore-certificate-errors",
        ]
        // Its sandbox doesn't run as root.
        let sandbox = geteuid() == 0 ? ["--no-sandbox"] : []
        browser = try ChildProgram(
            "/bin/sh",
            [
                "-c",
                "export TMPDIR='\(directory.url.path)'; "
                    + "exec /usr/bin/chromium \"$@\" 3<'\(directory.path("requests"))' 4>'\(directory.path("responses"))'",
                "sh",
            ] + arguments + sandbox + ["about:blank"])
        let target = try call("Target.createTarget", ["url": "about:blank"])
        let attached = try call(
            "Target.attachToTarget", ["targetId": target["targetId"] ?? "", "flatten": true])
        session = attached["sessionId"] as? String
        try call("Page.enable")
        try call("Page.setLifecycleEventsEnabled", ["enabled": true])
        try call("Emulation.setScriptExecutionDisabled", ["value": true])
        try call(
            "Emulation.setDeviceMetricsOverride",
            ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600])
    }

    deinit {
        // On request its helper processes end with it; left running they would write into the deleted directory. A
        // browser that no longer responds is killed.
        session = nil
        if (try? call("Browser.close")) != nil { _ = browser.waitForExit() }
        browser.signal(SIGKILL)
        close(requests)
        close(responses)
    }

    /// Sends a command and waits for its response. Of the browser's events only a document's load is recorded.
    @discardableResult
    func call(_ method: String, _ parameters: [String: Any] = [:]) throws -> [String: Any] {
        lastID += 1
        var message: [String: Any] = ["id": lastID, "method": method, "params": parameters]
        message["sessionId"] = session
        let bytes = [UInt8](try JSONSerialization.data(withJSONObject: message)) + [0]
        guard write(requests, bytes, bytes.count) == bytes.count else {
            throw Failure(method: method, response: "not sent")
        }
        while true {
            let text = try nextMessage()
            let said = try JSONSerialization.jsonObject(with: Data(text))
            guard let response = said as? [String: Any], response["id"] as? Int == lastID else {
                recordArrival(said)
                continue
            }
            guard let result = response["result"] as? [String: Any] else {
                throw Failure(method: method, response: String(decoding: text, as: UTF8.self))
            }
            return result
        }
    }

    private func recordArrival(_ message: Any) {
        guard let event = message as? [String: Any], event["method"] as? String == "Page.lifecycleEvent",
            let document = event["params"] as? [String: Any], document["name"] as? String == "load",
            let id = document["loaderId"] as? String
        else { return }
        arrived.insert(id)
    }

    /// Messages end with a zero byte.
    private func nextMessage() throws -> [UInt8] {
        while true {
            if let end = received.firstIndex(of: 0) {
                defer { received.removeSubrange(...end) }
                return Array(received[..<end])
            }
            var poll = pollfd(fd: responses, events: Int16(POLLIN), revents: 0)
            guard Glibc.poll(&poll, 1, 120_000) == 1 else {
                throw NotInTime("the browser does not respond\n\((try? browser.log()) ?? "")")
            }
            var chunk = [UInt8](repeating: 0, count: 65_536)
            let count = read(responses, &chunk, chunk.count)
            guard count > 0 else { throw Failure(method: "read", response: "\(errno)") }
            received += chunk.prefix(count)
        }
    }
}
