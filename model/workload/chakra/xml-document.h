/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef XML_DOCUMENT_H
#define XML_DOCUMENT_H

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** An element of an XML document. */
struct XmlElement
{
    std::string name;                                            ///< of its tag
    uint32_t line{0};                                            ///< where it begins
    std::vector<std::pair<std::string, std::string>> attributes; ///< names and values
    std::vector<XmlElement> children;                            ///< elements in it
};

/**
 * @ingroup ai-fabric
 *
 * Read an XML document that consists of elements and attributes: no text between tags, no
 * document type, no entities but the five of XML.
 * @param text the document
 * @return its root
 * @throws ConfigError that begins with ", line 3: " and says what is wrong
 */
XmlElement ParseXml(const std::string& text);

} // namespace aifabric
} // namespace ns3

#endif // XML_DOCUMENT_H
