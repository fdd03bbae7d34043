import Foundation
import HTTP
import Web

/// A browser as the site sees it: keeps cookies, sends `Origin` and `Sec-Fetch-Site`, and fills in the
/// hidden fields of the form it has on its screen.
final class Browser {
    static let sessionCookie = "__Host-rachel_session"
    static let formCookie = "__Host-rachel_form"

    var cookies: [String: String]
    var remoteAddress = "203.0.113.9"
    /// The last page.
    private(set) var page = ""
    private var handler: WebHandler

    init(_ handler: WebHandler, cookies: [String: String] = [:]) {
        self.handler = handler
        self.cookies = cookies
    }

    struct Response {
        let status: Status
        let headers: Headers
        let body: String

        var location: String? { headers["Location"] }
    }

    /// The same browser, whose requests another handler gets.
    func asking(_ handler: WebHandler) -> Browser {
        let browser = Browser(handler, cookies: cookies)
        browser.page = page
        return browser
    }

    func send(
        _ method: Method, _ target: String, headers: [(String, String)] = [], body: String = ""
    ) -> Response {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var request = Request(
            id: "00000000deadbeef", method: method, path: String(parts[0]),
            query: parts.count > 1 ? String(parts[1]) : "", headers: Headers(headers), body: Array(body.utf8),
            remoteAddress: remoteAddress, isSecure: true)
        if !cookies.isEmpty {
            request.headers.add("Cookie", cookies.map { "\($0)=\($1)" }.sorted().joined(separator: "; "))
        }
        var bytes: [UInt8] = []
        let head = handler.respond(to: request, body: &bytes)
        handler.afterResponse()
        for field in head.headers.fields where field.name == "Set-Cookie" { save(field.value) }
        return Response(
            status: head.status, headers: head.headers, body: String(decoding: bytes, as: UTF8.self))
    }

    /// Opens a page, whatever its status.
    @discardableResult
    func open(_ target: String) -> Response {
        let response = send(.get, target, headers: [("Accept", "text/html"), ("Sec-Fetch-Site", "none")])
        page = response.body
        return response
    }

    /// Sends the form of the page on screen that posts to `path`, with these fields filled in.
    @discardableResult
    func submit(_ path: String, _ fields: KeyValuePairs<String, String> = [:]) -> Response {
        let response = post(path, hiddenFields(of: path) + fields.map { ($0.key, $0.value) })
        page = response.body
        return response
    }

    /// Posts fields as a browser does from one of the site's own pages.
    func post(
        _ path: String, _ fields: [(String, String)], headers: [(String, String)] = Browser.ownPage
    ) -> Response {
        let body = fields.map { "\(percentEncoded($0.0))=\(percentEncoded($0.1))" }.joined(separator: "&")
        let type = ("Content-Type", "application/x-www-form-urlencoded")
        return send(.post, path, headers: [type, ("Accept", "text/html")] + headers, body: body)
    }

    static let ownPage = [("Sec-Fetch-Site", "same-origin"), ("Origin", TestSite.secureOrigin)]

    /// The hidden fields of the first form on the page that posts to `path`.
    func hiddenFields(of path: String) -> [(String, String)] {
        guard let form = page.range(of: "action=\"\(path)\""),
            let end = page[form.upperBound...].range(of: "</form>")
        else { return [] }
        return page[form.upperBound..<end.lowerBound].split(separator: "<input type=\"hidden\" ").dropFirst()
            .compactMap { field in
                let values = field.split(separator: "\"", maxSplits: 4, omittingEmptySubsequences: false)
                return values.count > 3 ? (String(values[1]), String(values[3])) : nil
            }
    }

    private func save(_ cookie: String) {
        let parts = cookie.split(separator: ";")
        let pair = parts[0].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let isOver = parts.contains { $0.hasSuffix("Max-Age=0") }
        cookies[String(pair[0])] = isOver ? nil : String(pair[1])
    }
}
