import Foundation
import Glibc
import TestSupport

/// A real browser without a screen, driven by the DevTools protocol over two pipes
/// (https://chromedevtools.github.io/devtools-protocol). It runs no script of any page. What a person does goes in
/// as key strokes and mouse clicks at places on the page. It ends with its owner.
final class Chromium {
    struct Failure: Error {
        let method: String
        let answer: String
    }

    private let folder: TemporaryDirectory
    private let browser: ChildProgram
    private let requests: Int32
    private let answers: Int32
    private var received: [UInt8] = []
    private var lastID = 0
    private var session: String?

    /// Starts it with a window of that size in CSS pixels, as wide as a phone's for example.
    init(width: Int, height: Int) throws {
        let folder = try TemporaryDirectory()
        self.folder = folder
        for name in ["requests", "answers"] where mkfifo(folder.path(name), 0o600) != 0 {
            throw CocoaError(.fileWriteUnknown)
        }
        // Opened for both directions, opening waits for nobody.
        requests = Glibc.open(folder.path("requests"), O_RDWR | O_CLOEXEC)
        answers = Glibc.open(folder.path("answers"), O_RDWR | O_CLOEXEC)
        let arguments = [
            "--headless=new", "--remote-debugging-pipe", "--user-data-dir=" + folder.path("profile"),
            "--no-first-run", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=\(width),\(height)",
            // Its own sandbox refuses to work for root.
            geteuid() == 0 ? "--no-sandbox" : "--enable-logging", "about:blank",
        ]
        browser = try ChildProgram(
            "/bin/sh",
            [
                "-c",
                "exec /usr/bin/chromium \"$@\" 3<'\(folder.path("requests"))' 4>'\(folder.path("answers"))'",
                "sh",
            ] + arguments)
        let target = try call("Target.createTarget", ["url": "about:blank"])
        let attached = try call(
            "Target.attachToTarget", ["targetId": target["targetId"] ?? "", "flatten": true])
        session = attached["sessionId"] as? String
        try call("Page.enable")
        try call("Emulation.setScriptExecutionDisabled", ["value": true])
        try call(
            "Emulation.setDeviceMetricsOverride",
            ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600])
    }

    deinit {
        browser.signal(SIGKILL)
        close(requests)
        close(answers)
    }

    /// Follows an address typed into the address bar.
    func open(_ url: String) throws {
        try call("Page.navigate", ["url": url])
    }

    /// The page as it stands, as HTML.
    func html() throws -> String {
        try call("DOM.getOuterHTML", ["nodeId": rootNode()])["outerHTML"] as? String ?? ""
    }

    /// Waits until the page contains the text.
    func waitForText(_ text: String, within limit: Duration = .seconds(60)) throws {
        let end = ContinuousClock.now + limit
        while true {
            // A page that is being replaced has no nodes to ask.
            if let html = try? html(), html.contains(text) { return }
            guard .now < end else {
                throw NotInTime("not on the page: \(text)\n\((try? html()) ?? "no page")")
            }
            usleep(50_000)
        }
    }

    /// Clicks into a field and types.
    func type(_ text: String, into selector: String) throws {
        try click(selector)
        try call("Input.insertText", ["text": text])
    }

    /// Clicks in the middle of the first element that the CSS selector names, as soon as there is one.
    func click(_ selector: String) throws {
        let place = try waitForPlace(of: selector)
        for type in ["mousePressed", "mouseReleased"] {
            try call(
                "Input.dispatchMouseEvent",
                ["type": type, "x": place.x, "y": place.y, "button": "left", "clickCount": 1])
        }
    }

    private func waitForPlace(of selector: String) throws -> (x: Double, y: Double) {
        let end = ContinuousClock.now + .seconds(30)
        while true {
            do {
                return try place(of: selector)
            } catch let failure as Failure {
                // The page was replaced meanwhile, or is still coming.
                guard .now < end else { throw failure }
                usleep(50_000)
            }
        }
    }

    private func place(of selector: String) throws -> (x: Double, y: Double) {
        let node = ["nodeId": try node(selector)]
        try call("DOM.scrollIntoViewIfNeeded", node)
        let model = try call("DOM.getBoxModel", node)["model"] as? [String: Any]
        guard let quad = model?["content"] as? [Double], quad.count == 8 else {
            throw Failure(method: "DOM.getBoxModel", answer: selector)
        }
        return ((quad[0] + quad[4]) / 2, (quad[1] + quad[5]) / 2)
    }

    /// How wide the page is and how wide the window.
    func widths() throws -> (page: Double, window: Double) {
        let metrics = try call("Page.getLayoutMetrics")
        let page = metrics["cssContentSize"] as? [String: Any]
        let window = metrics["cssLayoutViewport"] as? [String: Any]
        return (page?["width"] as? Double ?? .infinity, window?["clientWidth"] as? Double ?? 0)
    }

    private func rootNode() throws -> Int {
        let root = try call("DOM.getDocument", ["depth": 0])["root"] as? [String: Any]
        return root?["nodeId"] as? Int ?? 0
    }

    private func node(_ selector: String) throws -> Int {
        let answer = try call("DOM.querySelector", ["nodeId": rootNode(), "selector": selector])
        guard let node = answer["nodeId"] as? Int, node != 0 else {
            throw Failure(method: "querySelector", answer: selector)
        }
        return node
    }

    /// Sends a command and waits for its answer; what the browser says unasked is passed over.
    @discardableResult
    private func call(_ method: String, _ parameters: [String: Any] = [:]) throws -> [String: Any] {
        lastID += 1
        var message: [String: Any] = ["id": lastID, "method": method, "params": parameters]
        message["sessionId"] = session
        let bytes = [UInt8](try JSONSerialization.data(withJSONObject: message)) + [0]
        guard write(requests, bytes, bytes.count) == bytes.count else {
            throw Failure(method: method, answer: "not sent")
        }
        while true {
            let text = try nextMessage()
            guard let answer = try JSONSerialization.jsonObject(with: Data(text)) as? [String: Any],
                answer["id"] as? Int == lastID
            else { continue }
            guard let result = answer["result"] as? [String: Any] else {
                throw Failure(method: method, answer: String(decoding: text, as: UTF8.self))
            }
            return result
        }
    }

    /// Messages end with a zero byte.
    private func nextMessage() throws -> [UInt8] {
        while true {
            if let end = received.firstIndex(of: 0) {
                defer { received.removeSubrange(...end) }
                return Array(received[..<end])
            }
            var poll = pollfd(fd: answers, events: Int16(POLLIN), revents: 0)
            guard Glibc.poll(&poll, 1, 30_000) == 1 else {
                throw NotInTime("the browser does not answer\n\((try? browser.log()) ?? "")")
            }
            var chunk = [UInt8](repeating: 0, count: 65_536)
            let count = read(answers, &chunk, chunk.count)
            guard count > 0 else { throw Failure(method: "read", answer: "\(errno)") }
            received += chunk.prefix(count)
        }
    }
}
