import Crypto
import HTTP
import Mustache
import Store

extension WebHandler {
    /// Writes the response out. No response of ours is to be cached by anyone: no page of one customer may come up
    /// for another, or after signing out.
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

    /// Writes the problem as the client reads it. Someone who has to sign in first is shown where.
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
