//! The types of parameters and results. They are known by their last name: `Float`, `f64`, `prelude::Float`.

use syn::visit_mut::VisitMut;
use syn::{AngleBracketedGenericArguments, GenericArgument, PathArguments, Type};

use crate::error::{self, Errors};
use crate::model::{Element, Expr, KernelType};
use crate::parse::expr;

const ALL: &str = "`Qubit`, `Bit`, `UInt`, `Float`, `Observable`, `Vector<..>` or `Matrix<Float>`";

pub(super) fn parse(ty: &Type, errors: &Errors) -> Option<KernelType> {
    match ty {
        Type::Paren(ty) => parse(&ty.elem, errors),
        Type::Group(ty) => parse(&ty.elem, errors),
        Type::Tuple(ty) => {
            let parts: Vec<_> = ty.elems.iter().map(|ty| parse(ty, errors)).collect();
            parts
                .into_iter()
                .collect::<Option<Vec<_>>>()
                .map(KernelType::Tuple)
        }
        Type::Path(path) if path.qself.is_none() => {
            let segment = path.path.segments.last()?;
            let parsed = match (segment.ident.to_string().as_str(), &segment.arguments) {
                ("Vector", PathArguments::AngleBracketed(arguments)) => vector(arguments, errors),
                ("Matrix", PathArguments::AngleBracketed(arguments)) => matrix(arguments, errors),
                (_, PathArguments::None) => element(ty).map(KernelType::Scalar),
                _ => None,
            };
            if parsed.is_none() {
                refuse(ty, errors);
            }
            parsed
        }
        _ => {
            refuse(ty, errors);
            None
        }
    }
}

fn vector(arguments: &AngleBracketedGenericArguments, errors: &Errors) -> Option<KernelType> {
    let mut arguments = arguments.args.iter();
    let element = match arguments.next()? {
        GenericArgument::Type(ty) => element(ty)?,
        _ => return None,
    };
    let size = arguments.next().map(|argument| size(argument, errors));
    match (size, arguments.next()) {
        (None, None) => Some(KernelType::Vector(element, None)),
        (Some(size), None) => Some(KernelType::Vector(element, size)),
        _ => None,
    }
}

fn matrix(arguments: &AngleBracketedGenericArguments, errors: &Errors) -> Option<KernelType> {
    let mut arguments = arguments.args.iter();
    match arguments.next()? {
        GenericArgument::Type(ty) if element(ty) == Some(Element::Float) => {}
        _ => return None,
    }
    let sizes = match (arguments.next(), arguments.next(), arguments.next()) {
        (None, None, None) => None,
        (Some(rows), Some(columns), None) => {
            let (rows, columns) = (size(rows, errors), size(columns, errors));
            rows.zip(columns)
                .map(|(rows, columns)| Box::new([rows, columns]))
        }
        _ => return None,
    };
    Some(KernelType::Matrix(Element::Float, sizes))
}

/// The length in `Vector<T, { length }>`, the rows or columns in `Matrix<T, { rows }, { columns }>`. One that cannot be understood is reported and left out.
fn size(argument: &GenericArgument, errors: &Errors) -> Option<Expr> {
    let parsed = match argument {
        GenericArgument::Const(syn::Expr::Block(block)) => match block.block.stmts.as_slice() {
            [syn::Stmt::Expr(size, None)] => expr::parse(size, errors),
            _ => None,
        },
        GenericArgument::Const(size) => expr::parse(size, errors),
        // A bare name is parsed as a type.
        GenericArgument::Type(Type::Path(path)) => expr::parse(
            &syn::Expr::Path(syn::ExprPath {
                attrs: Vec::new(),
                qself: None,
                path: path.path.clone(),
            }),
            errors,
        ),
        _ => None,
    };
    if parsed.is_none() {
        errors.push_at(
            argument,
            error::size_not_understood(&crate::spell::expr(argument)),
        );
    }
    parsed
}

fn element(ty: &Type) -> Option<Element> {
    let Type::Path(path) = ty else { return None };
    let segment = path.path.segments.last()?;
    if !segment.arguments.is_none() {
        return None;
    }
    Some(match segment.ident.to_string().as_str() {
        "Qubit" => Element::Qubit,
        "Bit" | "bool" => Element::Bit,
        "UInt" | "usize" => Element::UInt,
        "Float" | "f64" => Element::Float,
        "Observable" => Element::Observable,
        _ => return None,
    })
}

/// What crosses into a kernel is a kernel type: not `fn k(x: Vec<f64>)`, not `fn k(q: &mut Vector<Qubit>)`.
fn refuse(ty: &Type, errors: &Errors) {
    let (text, inner) = (crate::spell::ty(ty), crate::spell::ty(unwrapped(ty)));
    let message = match ty {
        Type::FnPtr(_) | Type::ImplTrait(_) | Type::TraitObject(_) => error::function_type(&text),
        Type::Reference(_) if inner.contains("Qubit") => error::borrowed(&text, &inner),
        _ if matches!(inner.as_str(), "str" | "String" | "char") => error::text(&text),
        Type::Path(path) if meant(ty).is_none() && is_structure(path) => error::structure(&text),
        _ => match meant(ty) {
            Some(meant) => error::not_a_kernel_type(&text, &format!("`{meant}`")),
            None => error::not_a_kernel_type(&text, ALL),
        },
    };
    errors.push_at(ty, message);
}

fn is_structure(path: &syn::TypePath) -> bool {
    let name = path.path.get_ident();
    name.is_some_and(|name| name != "Vector" && name != "Matrix")
}

/// What a reference, an `Option` or a `Result` is of.
fn unwrapped(ty: &Type) -> &Type {
    match ty {
        Type::Reference(reference) => unwrapped(&reference.elem),
        Type::Path(path) => match path.path.segments.last() {
            Some(last) if matches!(&*last.ident.to_string(), "Option" | "Result" | "Box") => {
                match &last.arguments {
                    PathArguments::AngleBracketed(arguments) => match arguments.args.first() {
                        Some(GenericArgument::Type(inner)) => unwrapped(inner),
                        _ => ty,
                    },
                    _ => ty,
                }
            }
            _ => ty,
        },
        _ => ty,
    }
}

/// The name of the kernel type that a type was most likely meant to be.
pub(super) fn meant(ty: &Type) -> Option<&'static str> {
    const WHOLE: [&str; 11] = [
        "u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64", "isize", "UInt", "usize",
    ];
    if matches!(
        ty,
        Type::FnPtr(_) | Type::ImplTrait(_) | Type::TraitObject(_)
    ) {
        return None;
    }
    let text = crate::spell::ty(unwrapped(ty));
    let names = |list: &[&str]| list.iter().any(|name| text.contains(name));
    let rows = text.matches("Vec").count() + text.matches('[').count() > 1;
    Some(match text.as_str() {
        "f32" | "f64" | "Float" => "Float",
        "bool" | "Bit" => "Bit",
        "Qubit" => "Qubit",
        "Observable" => "Observable",
        whole if WHOLE.contains(&whole) => "UInt",
        _ if names(&["f64", "f32", "Float"]) && rows => "Matrix<Float>",
        _ if names(&["f64", "f32", "Float"]) => "Vector<Float>",
        _ if names(&["Qubit"]) => "Vector<Qubit>",
        _ if names(&["usize", "UInt"]) => "Vector<UInt>",
        _ if names(&["bool", "Bit"]) => "Vector<Bit>",
        _ => return None,
    })
}

/// The type as rustc is to see it: the length of a vector is data of the signature, not a type.
pub(super) fn without_sizes(ty: &Type) -> Type {
    let mut ty = ty.clone();
    StripSizes.visit_type_mut(&mut ty);
    ty
}

/// Leaves the sizes out of every `Vector<T, { length }>` and `Matrix<T, { rows }, { columns }>`.
pub(crate) struct StripSizes;

impl VisitMut for StripSizes {
    fn visit_path_segment_mut(&mut self, segment: &mut syn::PathSegment) {
        take_sizes(segment);
        syn::visit_mut::visit_path_segment_mut(self, segment);
    }
}

/// Takes the sizes out of the last part of a type's name, if it is a vector or a matrix with sizes.
pub(crate) fn take_sizes(segment: &mut syn::PathSegment) -> Vec<GenericArgument> {
    let count = match segment.ident.to_string().as_str() {
        "Vector" => 2,
        "Matrix" => 3,
        _ => return Vec::new(),
    };
    let PathArguments::AngleBracketed(arguments) = &mut segment.arguments else {
        return Vec::new();
    };
    if arguments.args.len() != count {
        return Vec::new();
    }
    let mut all = arguments.args.iter().cloned();
    let element = all.next();
    let sizes = all.collect();
    arguments.args = element.into_iter().collect();
    sizes
}
