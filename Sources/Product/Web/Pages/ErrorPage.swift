import HTTP
import Mustache

struct ErrorPage: PageModel, Equatable {
    static let template = PageTemplate.error

    let status: Int
    let title: String
    let message: String
    let fieldErrors: [FieldError]

    init(_ problem: HTTPProblem) {
        status = problem.status.rawValue
        title = problem.title
        message = problem.message
        fieldErrors = problem.fieldErrors
    }

    var context: KeyValuePairs<Name, Value> {
        [.status: .int(status), .title: .string(title), .message: .string(message)]
    }
}
