/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CONFIG_ERROR_H
#define CONFIG_ERROR_H

#include <stdexcept>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A mistake in what the user asked for. what() is one line that names the culprit and says what
 * is allowed; programs print it and exit with code 2. ns-3's own parsers end the process instead,
 * therefore text is validated before it reaches them.
 */
class ConfigError : public std::runtime_error
{
  public:
    using std::runtime_error::runtime_error;
};

} // namespace aifabric
} // namespace ns3

#endif // CONFIG_ERROR_H
