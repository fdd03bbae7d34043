import HTTP

/// What a route answers, before it is written out.
struct Answer {
    enum Content {
        case empty
        case page(any Page)
        case json(JSONValue)
    }

    var status: Status
    var headers: Headers
    var content: Content

    static func page(_ page: any Page, status: Status = .ok) -> Answer {
        Answer(status: status, headers: Headers(), content: .page(page))
    }

    static func json(_ value: JSONValue, status: Status = .ok) -> Answer {
        Answer(status: status, headers: Headers(), content: .json(value))
    }

    /// 303, so that the browser asks by GET and a reload posts nothing again. The path is relative to the
    /// host that was asked.
    static func redirect(to path: String) -> Answer {
        Answer(status: .seeOther, headers: Headers([("Location", path)]), content: .empty)
    }

    static func problem(_ problem: Problem, as format: Format) -> Answer {
        let content: Content =
            switch format {
            case .html: .page(ErrorPage(problem))
            case .json: .json(problem.json)
            }
        return Answer(status: problem.status, headers: Headers(problem.headers), content: content)
    }

    /// The form again with its faults marked, or the faults as JSON.
    static func form(_ page: any Page, refusedFor problem: Problem, as format: Format) -> Answer {
        var answer = Answer.problem(problem, as: format)
        if format == .html { answer.content = .page(page) }
        return answer
    }

    func adding(cookies: [String]) -> Answer {
        var answer = self
        for cookie in cookies { answer.headers.add("Set-Cookie", cookie) }
        return answer
    }
}

/// Whether a client reads pages or JSON.
enum Format {
    case html, json

    /// What the API and the health check speak, and what a client asks for that prefers JSON to HTML.
    init(for request: Request) {
        let accept = request.headers["Accept"] ?? ""
        let isAPI = request.path.hasPrefix("/api/") || request.path == "/healthz"
        let prefersJSON = accept.contains("application/json") && !accept.contains("text/html")
        self = isAPI || prefersJSON ? .json : .html
    }
}
