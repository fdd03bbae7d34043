import HTTP

/// Whether a request that changes something comes from one of our own pages.
///
/// Every browser of today says so itself: by `Sec-Fetch-Site` wherever it trusts the connection, which no page
/// can forge, and by `Origin` on every POST to another site. A client that sends neither is no browser, so
/// nobody else's page made it call; forms ask for their token besides.
struct CrossOriginCheck {
    let origin: String

    func require(_ request: Request) throws(HTTPProblem) {
        if let site = request.headers["Sec-Fetch-Site"] {
            // `none` is the user's own doing, such as reloading a page that was posted.
            guard site == "same-origin" || site == "none" else { throw .crossOrigin }
        } else if let sender = request.headers["Origin"] {
            guard sender == origin else { throw .crossOrigin }
        }
    }
}
