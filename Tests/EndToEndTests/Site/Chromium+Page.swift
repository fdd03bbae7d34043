import Foundation
import TestSupport

/// The actions of a person at a page, and its content.
extension Chromium {
    /// Opens an address and waits until its page has loaded with its styles.
    func open(_ url: String) throws {
        let loader = try call("Page.navigate", ["url": url])["loaderId"] as? String
        try waitForDocument(at: url) { $0 == loader }
    }

    /// Clicks on a link or button that leads to another page, and waits until that has loaded with its styles.
    func follow(_ selector: String) throws {
        let old = try waitForDocument(at: selector) { _ in true }
        try click(selector)
        try waitForDocument(at: selector) { $0 != old }
    }

    /// The current page as HTML.
    func html() throws -> String {
        try call("DOM.getOuterHTML", ["nodeId": rootNode()])["outerHTML"] as? String ?? ""
    }

    /// Waits until the page contains the text.
    func waitForText(_ text: String, within limit: Duration = .seconds(60)) throws {
        try wait(for: text, within: limit) { try html().contains(text) ? true : nil }
    }

    /// Clicks into a field and types.
    func type(_ text: String, into selector: String) throws {
        try click(selector)
        try call("Input.insertText", ["text": text])
    }

    /// Clicks in the middle of the first element that the CSS selector names, as soon as there is one.
    func click(_ selector: String) throws {
        let point = try wait(for: selector) { try middle(of: selector) }
        for type in ["mousePressed", "mouseReleased"] {
            try call(
                "Input.dispatchMouseEvent",
                ["type": type, "x": point.x, "y": point.y, "button": "left", "clickCount": 1])
        }
    }

    /// Waits until the current document satisfies `isWanted` and has loaded whole; returns its id.
    @discardableResult
    private func waitForDocument(at place: String, _ isWanted: (String) -> Bool) throws -> String {
        try wait(for: place) {
            let tree = try call("Page.getFrameTree")["frameTree"] as? [String: Any]
            let frame = tree?["frame"] as? [String: Any]
            guard let id = frame?["loaderId"] as? String, arrived.contains(id), isWanted(id) else {
                return nil
            }
            return id
        }
    }

    @discardableResult
    private func wait<Result>(
        for what: String, within limit: Duration = .seconds(60), _ body: () throws -> Result?
    ) throws -> Result {
        let end = ContinuousClock.now + limit
        while true {
            do {
                if let result = try body() { return result }
            } catch let failure as Failure {
                // A page that is being replaced has no nodes to ask.
                guard .now < end else { throw failure }
            }
            guard .now < end else { throw NotInTime("\(what) on\n\((try? html()) ?? "no page")") }
            usleep(50_000)
        }
    }

    private func middle(of selector: String) throws -> (x: Double, y: Double) {
        let node = ["nodeId": try node(selector)]
        try call("DOM.scrollIntoViewIfNeeded", node)
        let model = try call("DOM.getBoxModel", node)["model"] as? [String: Any]
        guard let quad = model?["content"] as? [Double], quad.count == 8 else {
            throw Failure(method: "DOM.getBoxModel", response: selector)
        }
        return ((quad[0] + quad[4]) / 2, (quad[1] + quad[5]) / 2)
    }

    /// The widths of the page and of the window, in CSS pixels.
    func widths() throws -> (page: Double, window: Double) {
        let metrics = try call("Page.getLayoutMetrics")
        let page = metrics["cssContentSize"] as? [String: Any]
        let window = metrics["cssLayoutViewport"] as? [String: Any]
        return (page?["width"] as? Double ?? .infinity, window?["clientWidth"] as? Double ?? 0)
    }

    /// The names of the `__Host-` cookies that are sent only over TLS and hidden from scripts.
    func guardedCookies() throws -> Set<String> {
        let cookies = try call("Network.getCookies")["cookies"] as? [[String: Any]] ?? []
        let names = cookies.filter { $0["secure"] as? Bool == true && $0["httpOnly"] as? Bool == true }
            .compactMap { $0["name"] as? String }
        return Set(names.filter { $0.hasPrefix("__Host-") })
    }

    private func rootNode() throws -> Int {
        let root = try call("DOM.getDocument", ["depth": 0])["root"] as? [String: Any]
        return root?["nodeId"] as? Int ?? 0
    }

    private func node(_ selector: String) throws -> Int {
        let response = try call("DOM.querySelector", ["nodeId": rootNode(), "selector": selector])
        guard let node = response["nodeId"] as? Int, node != 0 else {
            throw Failure(method: "querySelector", response: selector)
        }
        return node
    }
}
