import HTTP
import Mustache

struct ErrorPage: Page, Equatable {
    static let template = PageTemplate.error

    let status: Int
    let title: String
    let message: String
    let faults: [FieldFault]

    init(_ problem: Problem) {
        status = problem.status.rawValue
        title = problem.title
        message = problem.message
        faults = problem.faults
    }

    var context: KeyValuePairs<Name, Value> {
        [.status: .int(status), .title: .string(title), .message: .string(message)]
    }
}
