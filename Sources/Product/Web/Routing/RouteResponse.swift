import Crypto
import HTTP
import Mustache
import Store

/// The response of a route, before it is written out.
struct RouteResponse {
    enum Content {
        case empty
        case page(any PageModel)
        case json(JSONValue)
    }

    var status: Status
    var headers: Headers
    var content: Content

    static func page(_ page: any PageModel, status: Status = .ok) -> RouteResponse {
        RouteResponse(status: status, headers: Headers(), content: .page(page))
    }

    static func json(_ value: JSONValue, status: Status = .ok) -> RouteResponse {
        RouteResponse(status: status, headers: Headers(), content: .json(value))
    }

    /// 303, so that the browser asks by GET and a reload posts nothing again. The path is relative to the
    /// host that was asked.
    static func redirect(to path: String) -> RouteResponse {
        RouteResponse(status: .seeOther, headers: Headers([("Location", path)]), content: .empty)
    }

    static func redirect(to route: FixedRoute) -> RouteResponse {
        redirect(to: route.path)
    }

    static func problem(_ problem: HTTPProblem, as format: ResponseFormat) -> RouteResponse {
        let content: Content =
            switch format {
            case .html: .page(ErrorPage(problem))
            case .json: .json(problem.json)
            }
        return RouteResponse(status: problem.status, headers: Headers(problem.headers), content: content)
    }

    /// The form again with its field errors marked, or the field errors as JSON.
    static func form(_ page: any PageModel, refusedFor problem: HTTPProblem, as format: ResponseFormat)
        -> RouteResponse
    {
        var response = RouteResponse.problem(problem, as: format)
        if format == .html { response.content = .page(page) }
        return response
    }

    func adding(cookies: [String]) -> RouteResponse {
        var response = self
        for cookie in cookies { response.headers.add("Set-Cookie", cookie) }
        return response
    }
}

/// The format that a client reads.
enum ResponseFormat {
    case html, json

    /// JSON for the API, for the health check and for a client that prefers it to HTML.
    init(for request: Request) {
        let accept = request.headers["Accept"] ?? ""
        let isAPI = request.path.hasPrefix("/api/") || request.path == "/healthz"
        let prefersJSON = accept.contains("application/json") && !accept.contains("text/html")
        self = isAPI || prefersJSON ? .json : .html
    }
}

extension WebHandler {
    /// Renders the response into `body` and returns its head. No response may be cached by anyone, so that no page of
    /// one customer appears to another, or after signing out.
    func write(_ response: RouteResponse, for request: WebRequest, into body: inout [UInt8]) throws
        -> ResponseHead
    {
        var head = ResponseHead(response.status)
        head.headers = response.headers
        head.headers.add("Cache-Control", "no-store")
        switch response.content {
        case .empty: break
        case .page(let page):
            let formToken =
                page.hasFormBeforeSignIn ? try request.formToken ?? .random(from: store.random) : nil
            try render(page, in: request.layout(of: page, formToken: formToken), into: &body)
            head.headers.add("Content-Type", "text/html; charset=utf-8")
            if let formToken, request.formToken == nil {
                head.headers.add("Set-Cookie", cookies.form(formToken))
            }
        case .json(let value):
            body += value.bytes
            head.headers.add("Content-Type", "application/json")
        }
        return head
    }

    /// Writes the problem in the client's format; redirects a browser that has to sign in first to the sign-in page.
    func refuse(_ problem: HTTPProblem, _ request: WebRequest, into body: inout [UInt8]) -> ResponseHead {
        let format = ResponseFormat(for: request.http)
        let response =
            problem.status == .unauthorized && format == .html
            ? .redirect(to: SignInDestination(requested: request.http.path).signInPath)
            : RouteResponse.problem(problem, as: format)
        do {
            return try write(response, for: request, into: &body)
        } catch {
            logFailure(.errorPageFailed, error, of: request.http)
            body.removeAll(keepingCapacity: true)
            body += "Something went wrong on our side. Reference: \(request.http.id)\n".utf8
            return ResponseHead(
                .internalServerError,
                [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")])
        }
    }

    private func render(_ page: any PageModel, in layout: PageLayout, into body: inout [UInt8]) throws {
        let fields = Array(layout.context) + Array(page.context)
        let context = Value.object(fields.map { Object.Field(name: $0.key, value: $0.value) })
        let template = try templates.template(type(of: page).template.rawValue)
        try template.render(context, into: &body, unknownNames: unknownNames)
    }
}
