// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/httplistener.h"

#include "core/receive/httpservice.h"

#include <utility>

namespace spanwise {

HttpListener::HttpListener(std::shared_ptr<Ingest> ingest, HttpListenerOptions options, Refused refused)
    : m_service(std::make_shared<Service>(std::move(ingest), std::move(options), std::move(refused)))
{
}

HttpListener::~HttpListener()
{
    stop();
}

Status HttpListener::start()
{
    return m_service->start();
}

void HttpListener::stop()
{
    m_service->stop();
}

Endpoint HttpListener::endpoint() const
{
    return m_service->endpoint();
}

} // namespace spanwise
