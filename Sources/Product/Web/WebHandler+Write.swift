import Crypto
import HTTP
import Mustache
import Store

extension WebHandler {
    /// Writes the answer out. Nothing we answer is to be kept by anyone: no page of one customer may come up
    /// for another, or after signing out.
    func write(_ answer: Answer, for visit: Visit, into body: inout [UInt8]) throws -> ResponseHead {
        var head = ResponseHead(answer.status)
        head.headers = answer.headers
        head.headers.add("Cache-Control", "no-store")
        switch answer.content {
        case .empty: break
        case .page(let page):
            let formToken =
                page.hasFormBeforeSignIn ? try visit.formToken ?? .random(from: store.random) : nil
            try render(page, in: visit.frame(of: page, formToken: formToken), into: &body)
            head.headers.add("Content-Type", "text/html; charset=utf-8")
            if let formToken, visit.formToken == nil {
                head.headers.add("Set-Cookie", cookies.form(formToken))
            }
        case .json(let value):
            body += value.bytes
            head.headers.add("Content-Type", "application/json")
        }
        return head
    }

    /// Answers with the problem as the client reads it. Someone who has to sign in first is shown where.
    func refuse(_ problem: Problem, _ visit: Visit, into body: inout [UInt8]) -> ResponseHead {
        let format = Format(for: visit.request)
        let answer =
            problem.status == .unauthorized && format == .html
            ? .redirect(to: Destination(requested: visit.request.path).signInPath)
            : Answer.problem(problem, as: format)
        do {
            return try write(answer, for: visit, into: &body)
        } catch {
            logFailure(.errorPageFailed, error, of: visit.request)
            body.removeAll(keepingCapacity: true)
            body += "Something went wrong on our side. Reference: \(visit.request.id)\n".utf8
            return ResponseHead(
                .internalServerError,
                [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")])
        }
    }

    private func render(_ page: any Page, in frame: PageFrame, into body: inout [UInt8]) throws {
        let fields = Array(frame.context) + Array(page.context)
        let context = Value.object(fields.map { Object.Field(name: $0.key, value: $0.value) })
        let template = try templates.template(type(of: page).template.rawValue)
        try template.render(context, into: &body, unknownNames: unknownNames)
    }
}
