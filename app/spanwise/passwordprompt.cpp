// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/passwordprompt.h"

#include <termios.h>
#include <unistd.h>

#include <cstdio>

namespace spanwise {

std::optional<std::string> askPasswordInTerminal(const std::string &where)
{
    termios before{};
    if (isatty(STDIN_FILENO) == 0 || tcgetattr(STDIN_FILENO, &before) != 0)
        return std::nullopt;
    std::fprintf(stderr, "Password for %s: ", where.c_str());
    std::fflush(stderr);
    termios silent = before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    std::string password;
    int c = std::getchar();
    for (; c != EOF && c != '\n'; c = std::getchar())
        password.push_back(static_cast<char>(c));
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    std::fputc('\n', stderr);
    if (c == EOF)
        return std::nullopt;
    return password;
}

} // namespace spanwise
