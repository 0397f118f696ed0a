// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/otlphttpserver.h"

#include "core/receive/service.h"

#include <utility>

namespace spanwise {

OtlpHttpServer::OtlpHttpServer(Intake &intake, OtlpHttpOptions options, Refused refused)
    : m_service(std::make_shared<Service>(intake, std::move(options), std::move(refused)))
{
}

OtlpHttpServer::~OtlpHttpServer()
{
    stop();
}

Status OtlpHttpServer::start()
{
    return m_service->start();
}

void OtlpHttpServer::stop()
{
    m_service->stop();
}

Endpoint OtlpHttpServer::endpoint() const
{
    return m_service->endpoint();
}

} // namespace spanwise
