// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/console.h"

#include "app/spanwise/commandline.h"

#include <cstdio>

namespace spanwise {

QString printable(QString text)
{
    for (QChar &c : text) {
        if (c.category() == QChar::Other_Control && c != u'\n' && c != u'\t')
            c = QChar::ReplacementCharacter;
    }
    return text;
}

void print(const QString &text)
{
    const QByteArray bytes = printable(text).toUtf8();
    std::fwrite(bytes.constData(), 1, static_cast<std::size_t>(bytes.size()), stdout);
    std::fflush(stdout);
}

void complain(const QString &text)
{
    std::fprintf(stderr, "spanwise: %s\n", printable(text).toUtf8().constData());
}

void complainPlainly(const QString &text)
{
    std::fprintf(stderr, "%s\n", printable(text).toUtf8().constData());
}

int failWith(const Error &error)
{
    complain(QString::fromStdString(error.message));
    return exitcode::failed;
}

} // namespace spanwise
