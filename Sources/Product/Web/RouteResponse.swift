import HTTP

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

/// Whether a client reads pages or JSON.
enum ResponseFormat {
    case html, json

    /// What the API and the health check speak, and what a client asks for that prefers JSON to HTML.
    init(for request: Request) {
        let accept = request.headers["Accept"] ?? ""
        let isAPI = request.path.hasPrefix("/api/") || request.path == "/healthz"
        let prefersJSON = accept.contains("application/json") && !accept.contains("text/html")
        self = isAPI || prefersJSON ? .json : .html
    }
}
